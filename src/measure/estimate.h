#pragma once

#include <optional>
#include <string>
#include <vector>

#include "latency/table.h"
#include "measure/samples.h"
#include "space/space.h"

namespace ofa {

// What was measured: a block, by its key; or a network, by its arch; or the model that does
// nothing.
inline constexpr const char* kEmptyModel = "an empty model";
struct SubjectName {
  std::string name;
  std::optional<NetworkRole> role;  // none: a block
};

// What samples give, subject by subject, blocks and networks each at the quantile that is steadiest
// for them. The table holds everything but its correction and quality.
// An Error, which ends with what to do next, where a subject was disturbed nearly every time.
void add_times(Table& table, const std::vector<SubjectName>& subjects,
               std::span<const Visits> samples, const std::string& next);

// Noise beyond this says nothing of a table's errors.
inline constexpr double kMostNoise = 0.03;
void refuse_noise(const std::vector<NetworkTime>& networks, const std::string& next);

// Then these, fitted and assessed from what it holds.
void complete(const Space& space, Table& table);

std::string now();  // UTC, as tables have it: 2026-11-21 02:31

}  // namespace ofa
