#include "search/reach.h"

#include <algorithm>

#include "core/error.h"
#include "search/algorithm.h"
#include "search/joint_limits.h"
#include "search/linear_value.h"
#include "space/arch_text.h"
#include "space/sample.h"

namespace ofa {
namespace {

constexpr int kGenerations = 10, kSamples = 500;

Extreme least_of(const std::vector<Extreme>& list) {
  return *std::ranges::min_element(list, {}, &Extreme::value);
}
Extreme most_of(const std::vector<Extreme>& list) {
  return *std::ranges::max_element(list, {}, &Extreme::value);
}

// The best of what the metric would be if picks added up.
std::vector<Arch> extremes_if_additive(const Space& space, const Variants& variants,
                                       const Evaluator& evaluator, bool most, uint64_t seed) {
  const Sampler sampler(space);
  Random random(seed, "archs to find extremes by");
  std::vector<Arch> archs;
  std::vector<double> values;
  for (int i = 0; i < kSamples; ++i) archs.push_back(sampler.per_choice(random));
  for (const Candidate& candidate : evaluator(archs)) values.push_back(candidate.metrics[0]);
  const Additive additive{fit_linear(space, archs, values), {}};
  std::vector<Arch> found;
  for (const Extreme& extreme : extremes(space, variants, additive, Join::kSum, most))
    found.push_back(extreme.arch);
  return found;
}

// Another search, for this metric alone.
Extreme searched(const Space& space, const Variants& variants, const Metric& metric, bool most,
                 uint64_t seed) {
  const Evaluator evaluator(
      space, {.metrics = {metric}, .objectives = {{.metric = 0, .maximise = most}}, .limits = {}});
  std::vector<Arch> seeds = extremes_if_additive(space, variants, evaluator, most, seed);
  for (const Arch& arch : {min_arch(space), max_arch(space)})
    if (std::ranges::find(seeds, arch) == seeds.end()) seeds.push_back(arch);
  const auto algorithm = evolution(space, {.seed = seed, .seeds = std::move(seeds)});
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

Reach reach_of(const Space& space, const Variants& variants, const Metric& metric, uint64_t seed) {
  if (metric.alone) return {.least = {0, {}}, .most = {1, {}}, .is_known = false};
  if (!metric.blocks)
    return {searched(space, variants, metric, false, seed),
            searched(space, variants, metric, true, seed)};
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
      Exit::kNo, "no arch meets {}; the {} is {} ({}){}", to_text(problem, limit),
      limit.at_most ? "least" : "most", shown(metric, nearest.value), to_text(space, nearest.arch),
      by_resolution(metric, limit.at_most ? reach.least_by_resolution : reach.most_by_resolution,
                    nearest));
}

}  // namespace

std::vector<Reach> find_reach(const Space& space, const Problem& problem, uint64_t seed) {
  std::vector<Reach> reach;
  const Variants variants(space);
  for (const Metric& metric : problem.metrics)
    reach.push_back(reach_of(space, variants, metric, seed));
  return reach;
}

void check_limits(const Space& space, const Problem& problem, const std::vector<Reach>& reach) {
  check_contradictions(problem);
  for (const Limit& limit : problem.limits) {
    const Reach& own = reach[limit.metric];
    if (!own.exact) continue;  // the search may find more
    if (limit.at_most ? own.least.value > limit.value : own.most.value < limit.value)
      refuse(space, problem, limit, own);
  }
  check_pairs(space, problem, reach);
}

std::string to_text(const Problem& problem, const Limit& limit) {
  const Metric& metric = problem.metrics[limit.metric];
  return fmt::format("{} {} {}", metric.name,
                     limit.at_most ? "<=" : ">=", shown(metric, limit.value));
}

}  // namespace ofa
