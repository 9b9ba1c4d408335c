#include "search/exact_seeds.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "search/exact.h"
#include "space/sample.h"

namespace ofa {
namespace {

constexpr int kSamples = 1000, kTurns = 4;
constexpr double kSteps = 5000;
constexpr size_t kPoints = 200;

// Of those that add up: what is to be little.
struct CostMetric {
  int metric;
  double most;
};

std::vector<CostMetric> costs_of(const Problem& problem, const std::vector<Reach>& reach) {
  std::vector<CostMetric> costs;
  for (int id = 0; id < static_cast<int>(problem.metrics.size()); ++id) {
    const auto& blocks = problem.metrics[id].blocks;
    if (!blocks || blocks->join() != Join::kSum) continue;
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
  Seeds(const Space& space, const Evaluator& evaluator, Archive& archive)
      : space_(space), evaluator_(evaluator), archive_(archive) {}

  void sample(uint64_t seed) {
    const Sampler sampler(space_);
    Random random(seed, "archs to fit a linear value on");
    std::vector<Arch> archs;
    for (int i = 0; i < kSamples; ++i) archs.push_back(sampler.per_choice(random));
    score(archs);
  }

  // What the first goal is less of, as a sum over picks; by those that were scored last.
  void add_front(const CostMetric& cost) { score(front_of(linear_value(), cost)); }

 private:
  std::vector<Arch> front_of(const LinearValue& value, const CostMetric& cost) const {
    const BlockMetric& blocks = *evaluator_.problem().metrics[cost.metric].blocks;
    return exact_front(space_, blocks.variants(), {value, {}}, blocks.additive(),
                       {.most_cost = cost.most, .step = cost.most / kSteps, .points = kPoints});
  }

  LinearValue linear_value() const {
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
  Archive& archive_;
};

}  // namespace

void add_exact_seeds(const Space& space, const Evaluator& evaluator,
                     const std::vector<Reach>& reach, uint64_t seed, Archive& archive) {
  const std::vector<CostMetric> costs = costs_of(evaluator.problem(), reach);
  if (costs.empty()) return;
  Seeds seeds(space, evaluator, archive);
  seeds.sample(seed);
  for (int turn = 0; turn < kTurns; ++turn)
    for (const CostMetric& cost : costs) seeds.add_front(cost);
}

}  // namespace ofa
