#pragma once

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
};

Front front_of(const SearchSetUp& set_up, const SearchConfig& config, const SearchResult& result);

// Members spread over a front, `count` at most, the best among them.
std::vector<size_t> spread_members(size_t size, size_t best, size_t count);

std::optional<double> measured_latency(const FrontMember& member, const std::string& metric);

// Whether what was measured misses a limit: a latency, or an accuracy by more than its noise.
bool misses_limit(const Problem& problem, const FrontMember& member);

// Members that keep all limits, and whose measured accuracy and latency are both within noise of
// the best's.
std::vector<size_t> ties_with_best(const Problem& problem, const Front& front);
double accuracy_noise(const MeasuredAccuracy& accuracy);  // its standard error

inline constexpr const char* kFrontFormat = "ofa-front/1";
Json to_json(const SearchSetUp& set_up, const Front& front);

}  // namespace ofa
