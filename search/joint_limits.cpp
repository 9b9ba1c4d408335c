#include "search/joint_limits.h"

#include "core/error.h"
#include "search/exact.h"
#include "space/arch_text.h"

namespace ofa {
namespace {

constexpr double kSteps = 5000;

// The arch that comes furthest in `goal` at a cost of at most this; none: there is none so cheap.
std::optional<Arch> furthest(const Space& space, const BlockMetric& cost, double most,
                             const BlockMetric& goal, bool goal_at_most, double step) {
  const Additive value = goal_at_most ? negated(goal.additive()) : goal.additive();
  const std::vector<Arch> front =
      exact_front(space, cost.variants(), value, cost.additive(),
                  {.most_cost = most, .step = step, .points = 2});  // its ends
  if (front.empty()) return {};
  return front.back();
}

bool keeps(const Limit& limit, double value) {
  return limit.at_most ? value <= limit.value : value >= limit.value;
}

void check_pair(const Space& space, const Problem& problem, const std::vector<Reach>& reach,
                const Limit& first, const Limit& second) {
  const Metric& metric = problem.metrics[second.metric];
  const BlockMetric *cost = sum_of(problem.metrics[first.metric]), *goal = sum_of(metric);
  if (!cost || !goal || !first.at_most || first.metric == second.metric) return;
  if (keeps(second, (*goal)(reach[first.metric].least.arch))) return;  // as most limits are
  const double step = first.value / kSteps;
  const auto within = [&](double most) {
    return furthest(space, *cost, most, *goal, second.at_most, step);
  };
  const auto hopeful = within(first.value + most_rounding(space, cost->variants(), step));
  if (hopeful && keeps(second, (*goal)(*hopeful))) return;
  std::string nearest;
  if (const auto found = within(first.value))
    nearest = fmt::format("; within the first, {} comes to {} ({})", metric.name,
                          shown(metric, (*goal)(*found)), to_text(space, *found));
  throw Error(Exit::kNo, "no arch keeps both {} and {}{}", to_text(problem, first),
              to_text(problem, second), nearest);
}

}  // namespace

void check_contradictions(const Problem& problem) {
  for (const Limit& least : problem.limits)
    for (const Limit& most : problem.limits)
      if (least.metric == most.metric && !least.at_most && most.at_most && least.value > most.value)
        throw Error(Exit::kNo, "limits contradict each other: {} and {}", to_text(problem, least),
                    to_text(problem, most));
}

void check_pairs(const Space& space, const Problem& problem, const std::vector<Reach>& reach) {
  for (const Limit& first : problem.limits)
    for (const Limit& second : problem.limits) check_pair(space, problem, reach, first, second);
}

}  // namespace ofa
