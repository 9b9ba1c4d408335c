#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/json.h"
#include "data/dataset.h"
#include "latency/table.h"
#include "runtime/runtimes.h"
#include "runtime/turns.h"
#include "space/space.h"

namespace ofa {

// A model file that a demo has made, as it was measured in the end.
struct DemoModel {
  std::string name, file;
  bool is_int8 = false;
  std::string arch;
  int64_t macs = 0;
  double test_accuracy = 0;
  std::optional<double> predicted_ms;  // of floats, which the table is of
  TurnTime time;
  uint64_t bytes = 0;
  std::vector<std::string> verified_on;
};

struct NamedFile {
  std::string name, file;
};

// The files themselves, on all test images, and timed in turns; the first is what the others are
// compared with.
std::vector<DemoModel> measure_models(const std::vector<NamedFile>& files, const Space& space,
                                      const Table& table, const Dataset& dataset,
                                      const Runtime& runtime);

inline constexpr const char* kDemoFormat = "ofa-demo/1";
Json to_json(const std::vector<DemoModel>& models);
std::string models_text(const std::vector<DemoModel>& models);

}  // namespace ofa
