#pragma once

#include <filesystem>

#include "config/json.h"
#include "search/search.h"
#include "search/set_up.h"

namespace ofa {

// What was measured of a member of the front, beside what was predicted.
struct MeasuredMember {
  struct Latency {
    std::string metric;
    double predicted_ms = 0, ms = 0, noise = 0;
  };
  std::optional<MeasuredAccuracy> accuracy;
  std::optional<double> test_accuracy;
  std::vector<Latency> latencies;
};

struct FrontMember {
  Candidate candidate;
  std::optional<MeasuredMember> measured;  // of those that were checked
};

// What a search found, by the first objective from the least wanted on.
struct Front {
  SearchConfig config;
  std::string space;
  std::vector<std::string> metrics;  // of members' numbers
  int64_t evaluations = 0;
  double seconds = 0;
  std::vector<FrontMember> members;
  size_t best = 0;  // in the first objective, of those that keep the limits as measured, too

  int metric(const std::string& name) const;  // -1: there is none
};

Front front_of(const SearchSetUp& set_up, const SearchConfig& config, const SearchResult& result);

// Members spread over the front, `count` at most, the best among them.
std::vector<size_t> spread_members(const Front& front, size_t count);
std::vector<size_t> spread_members(size_t size, size_t count);  // whose last is the best

// Members whose measured accuracy and latency are both within noise of the best's.
std::vector<size_t> ties_with_best(const Front& front);
double accuracy_noise(const MeasuredAccuracy& accuracy);  // its standard error

inline constexpr const char* kFrontFormat = "ofa-front/1";
Json to_json(const Space& space, const Front& front);

}  // namespace ofa
