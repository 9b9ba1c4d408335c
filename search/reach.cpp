#include "search/reach.h"

#include <algorithm>

#include "core/error.h"
#include "search/algorithm.h"
#include "space/arch_text.h"

namespace ofa {
namespace {

constexpr int kGenerations = 20;

Extreme least_of(const std::vector<Extreme>& list) {
  return *std::ranges::min_element(list, {}, &Extreme::value);
}
Extreme most_of(const std::vector<Extreme>& list) {
  return *std::ranges::max_element(list, {}, &Extreme::value);
}

// Another search, for this metric alone.
Extreme searched(const Space& space, const Metric& metric, bool most, uint64_t seed) {
  const Evaluator evaluator(
      space, {.metrics = {metric}, .objectives = {{.metric = 0, .maximise = most}}, .limits = {}});
  const auto algorithm =
      evolution(space, {.seed = seed, .seeds = {min_arch(space), max_arch(space)}});
  Archive archive;
  for (int i = 0; i < kGenerations; ++i) {
    const std::vector<Arch> archs = algorithm->propose(archive);
    if (archs.empty()) break;
    std::vector<Candidate> generation = evaluator(archs);
    algorithm->learn(generation);
    archive.add(std::move(generation));
  }
  return {archive.best()->metrics[0], archive.best()->arch};
}

Reach reach_of(const Space& space, const Metric& metric, uint64_t seed) {
  if (metric.alone) return {.least = {0, {}}, .most = {1, {}}, .is_known = false};
  if (!metric.blocks)
    return {searched(space, metric, false, seed), searched(space, metric, true, seed)};
  const auto least = metric.blocks->extremes(false), most = metric.blocks->extremes(true);
  return {least_of(least), most_of(most), true, true, least, most};
}

// "; at resolution 28: 0.074": what the others reach.
std::string by_resolution(const Metric& metric, const std::vector<Extreme>& list,
                          const Extreme& nearest) {
  constexpr size_t kMost = 4;
  std::string text;
  size_t count = 0;
  for (const Extreme& extreme : list) {
    if (extreme.arch.resolution == nearest.arch.resolution || count++ == kMost) continue;
    text += fmt::format("{} {}: {}", count == 1 ? "; at resolution" : ",", extreme.arch.resolution,
                        shown(metric, extreme.value));
  }
  return text;
}

void refuse(const Space& space, const Problem& problem, const Limit& limit, const Reach& reach) {
  const Metric& metric = problem.metrics[limit.metric];
  const Extreme& nearest = limit.at_most ? reach.least : reach.most;
  throw Error(
      Exit::kNo, "no arch {} {}; the {} is {} ({}){}",
      reach.exact ? "meets" : "was found that meets", to_text(problem, limit),
      limit.at_most ? "least" : "most", shown(metric, nearest.value), to_text(space, nearest.arch),
      by_resolution(metric, limit.at_most ? reach.least_by_resolution : reach.most_by_resolution,
                    nearest));
}

void check_pairs(const Problem& problem) {
  for (const Limit& least : problem.limits)
    for (const Limit& most : problem.limits)
      if (least.metric == most.metric && !least.at_most && most.at_most && least.value > most.value)
        throw Error(Exit::kNo, "limits contradict each other: {} and {}", to_text(problem, least),
                    to_text(problem, most));
}

}  // namespace

std::vector<Reach> find_reach(const Space& space, const Problem& problem, uint64_t seed) {
  std::vector<Reach> reach;
  for (const Metric& metric : problem.metrics) reach.push_back(reach_of(space, metric, seed));
  return reach;
}

void check_limits(const Space& space, const Problem& problem, const std::vector<Reach>& reach) {
  check_pairs(problem);
  for (const Limit& limit : problem.limits) {
    const Reach& own = reach[limit.metric];
    if (!own.is_known) continue;
    if (limit.at_most ? own.least.value > limit.value : own.most.value < limit.value)
      refuse(space, problem, limit, own);
  }
}

std::string to_text(const Problem& problem, const Limit& limit) {
  const Metric& metric = problem.metrics[limit.metric];
  return fmt::format("{} {} {}", metric.name,
                     limit.at_most ? "<=" : ">=", shown(metric, limit.value));
}

}  // namespace ofa
