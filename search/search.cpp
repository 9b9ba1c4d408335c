#include "search/search.h"

#include <algorithm>
#include <chrono>

#include "core/error.h"
#include "search/algorithm.h"
#include "search/exact_seeds.h"
#include "search/hypervolume.h"

namespace ofa {
namespace {

constexpr double kExactSteps = 50'000;
constexpr size_t kExactPoints = 1000;

class Search {
 public:
  Search(const Space& space, const Evaluator& evaluator, const std::vector<Reach>& reach,
         const std::function<bool(const Generation&)>& go_on)
      : space_(space), evaluator_(evaluator), reach_(reach), go_on_(go_on) {}

  SearchResult run(const AlgorithmConfig& config, uint64_t seed) {
    const bool is_cheap = std::ranges::none_of(evaluator_.problem().metrics, &Metric::alone);
    const bool is_exact = config.name == AlgorithmName::kExact;
    if (is_cheap && config.name != AlgorithmName::kRandom)
      add_exact_seeds(space_, evaluator_, reach_,
                      is_exact ? ExactSeedsOptions{kExactSteps, kExactPoints, seed}
                               : ExactSeedsOptions{.seed = seed},
                      result_.archive);
    if (is_exact && result_.archive.all().empty())
      throw Error(Exit::kUsage,
                  "exact: expected predicted accuracy, and a metric that adds up among what is "
                  "wanted or limited: latency, macs or params");
    if (!record()) return std::move(result_);
    const AlgorithmOptions options{config.population, seed, {}};
    switch (config.name) {
      case AlgorithmName::kExact:
        break;
      case AlgorithmName::kRandom:
        go_on_with(*random_search(space_, options), config.generations);
        break;
      case AlgorithmName::kEvolution:
        go_on_with(*evolution(space_, options), config.generations);
        break;
      case AlgorithmName::kNsga2:
        // A front's end, next to a limit, is one of its many members; who sets one wants it most.
        if (go_on_with(*nsga2(space_, options), config.generations))
          go_on_with(*evolution(space_, options), config.generations);
    }
    return std::move(result_);
  }

 private:
  // Whether it came to its end.
  bool go_on_with(Algorithm& algorithm, int generations) {
    if (!result_.archive.all().empty()) algorithm.learn(result_.archive.all());
    for (int i = 0; i < generations; ++i) {
      const std::vector<Arch> archs = algorithm.propose(result_.archive);
      if (archs.empty()) return true;
      std::vector<Candidate> generation = evaluator_(archs);
      algorithm.learn(generation);
      result_.archive.add(std::move(generation));
      if (!record()) return false;
    }
    return true;
  }

  bool record() {
    const Candidate* best = result_.archive.best();
    Generation generation{static_cast<int>(result_.generations.size()),
                          static_cast<int64_t>(result_.archive.all().size()),
                          {},
                          hypervolume_of_front(),
                          std::chrono::duration<double>(Clock::now() - start_).count()};
    if (best) generation.best = best->metrics[evaluator_.problem().objectives.front().metric];
    result_.generations.push_back(generation);
    return go_on_(generation);
  }

  // Goals as parts of their reach: 0 the best, 1 the worst.
  double hypervolume_of_front() const {
    const auto& objectives = evaluator_.problem().objectives;
    std::vector<std::vector<double>> points;
    for (const Candidate& candidate : result_.archive.front()) {
      std::vector<double>& point = points.emplace_back();
      for (const auto& [metric, maximise] : objectives) {
        const double least = reach_[metric].least.value, most = reach_[metric].most.value;
        const double part = most > least ? (candidate.metrics[metric] - least) / (most - least) : 0;
        point.push_back(maximise ? 1 - part : part);
      }
    }
    return hypervolume(points, std::vector<double>(objectives.size(), 1));
  }

  using Clock = std::chrono::steady_clock;
  const Space& space_;
  const Evaluator& evaluator_;
  const std::vector<Reach>& reach_;
  const std::function<bool(const Generation&)>& go_on_;
  const Clock::time_point start_ = Clock::now();
  SearchResult result_;
};

}  // namespace

int most_generations(const AlgorithmConfig& algorithm) {
  return algorithm.name == AlgorithmName::kNsga2 ? 2 * algorithm.generations
                                                 : algorithm.generations;
}

SearchResult search(const Space& space, const Evaluator& evaluator, const std::vector<Reach>& reach,
                    const AlgorithmConfig& algorithm, uint64_t seed,
                    const std::function<bool(const Generation&)>& go_on) {
  return Search(space, evaluator, reach, go_on).run(algorithm, seed);
}

}  // namespace ofa
