#include "search/exact_seeds.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "search/exact.h"
#include "space/sample.h"

namespace ofa {
namespace {

constexpr int kSamples = 1000, kTurns = 4;

// Of those that add up: what is to be little.
struct CostMetric {
  int metric;
  double most;
};

std::vector<CostMetric> costs_of(const Problem& problem, const std::vector<Reach>& reach) {
  std::vector<CostMetric> costs;
  for (int id = 0; id < static_cast<int>(problem.metrics.size()); ++id) {
    if (!sum_of(problem.metrics[id])) continue;
    double most = std::numeric_limits<double>::infinity();
    for (const Objective& objective : problem.objectives)
      if (objective.metric == id && !objective.maximise) most = reach[id].most.value;
    for (const Limit& limit : problem.limits)
      if (limit.metric == id && limit.at_most) most = std::min(most, limit.value);
    if (most < std::numeric_limits<double>::infinity()) costs.push_back({id, most});
  }
  return costs;
}

class Seeds {
 public:
  Seeds(const Space& space, const Evaluator& evaluator, const ExactSeedsOptions& options,
        Archive& archive)
      : space_(space), evaluator_(evaluator), options_(options), archive_(archive) {}

  void run(const std::vector<CostMetric>& costs) {
    if (const std::optional<Additive> value = wanted()) {
      for (const CostMetric& cost : costs) score(front_of(*value, cost));
      return;
    }
    sample();
    for (int turn = 0; turn < kTurns; ++turn)
      for (const CostMetric& cost : costs) score(front_of({stand_in(), {}}, cost));
  }

 private:
  // What the first goal is less of, where that adds up.
  std::optional<Additive> wanted() const {
    const auto& [metric, maximise] = evaluator_.problem().objectives.front();
    const BlockMetric* blocks = sum_of(evaluator_.problem().metrics[metric]);
    if (!blocks) return {};
    return maximise ? blocks->additive() : negated(blocks->additive());
  }

  void sample() {
    const Sampler sampler(space_);
    Random random(options_.seed, "archs to fit a linear value on");
    std::vector<Arch> archs;
    for (int i = 0; i < kSamples; ++i) archs.push_back(sampler.per_choice(random));
    score(archs);
  }

  // Beyond what is allowed by as much as rounding up may hide.
  std::vector<Arch> front_of(const Additive& value, const CostMetric& cost) const {
    const BlockMetric& blocks = *evaluator_.problem().metrics[cost.metric].blocks;
    const double step = cost.most / options_.steps;
    return exact_front(space_, blocks.variants(), value, blocks.additive(),
                       {.most_cost = cost.most + most_rounding(space_, blocks.variants(), step),
                        .step = step,
                        .points = options_.points});
  }

  // What the first goal is less of, as a sum over picks; by those that were scored last.
  LinearValue stand_in() const {
    std::vector<Arch> archs;
    std::vector<double> values;
    const auto& all = archive_.all();
    const size_t first = all.size() > kSamples ? all.size() - kSamples : 0;
    for (size_t i = first; i < all.size(); ++i) {
      archs.push_back(all[i].arch);
      values.push_back(-all[i].goals.front());
    }
    return fit_linear(space_, archs, values);
  }

  void score(const std::vector<Arch>& archs) {
    std::vector<Arch> fresh;
    std::unordered_set<Arch, ArchHash> seen;
    for (const Arch& arch : archs)
      if (!archive_.contains(arch) && seen.insert(arch).second) fresh.push_back(arch);
    archive_.add(evaluator_(fresh));
  }

  const Space& space_;
  const Evaluator& evaluator_;
  const ExactSeedsOptions& options_;
  Archive& archive_;
};

}  // namespace

void add_exact_seeds(const Space& space, const Evaluator& evaluator,
                     const std::vector<Reach>& reach, const ExactSeedsOptions& options,
                     Archive& archive) {
  const std::vector<CostMetric> costs = costs_of(evaluator.problem(), reach);
  if (!costs.empty()) Seeds(space, evaluator, options, archive).run(costs);
}

}  // namespace ofa
