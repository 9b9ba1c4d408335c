#include "search/gather_samples.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <unordered_set>

#include "core/random.h"
#include "core/statistics.h"
#include "search/front.h"
#include "search/metrics.h"
#include "search/search.h"
#include "space/costs.h"
#include "space/sample.h"
#include "space/vary.h"

namespace ofa {
namespace {

constexpr double kShareSpread = 0.6;
constexpr int kDrawsPerArch = 40;
constexpr uint64_t kMostMixes = 5;
constexpr size_t kAtATime = 8;

struct Costed {
  double macs = 0;
  Arch arch;
};

// Random networks are alike: mixed with one of the extremes again and again, they reach every cost.
std::vector<Costed> pool_of(const Space& space, int count, uint64_t seed) {
  const Sampler sampler(space);
  CostTable costs(space);
  Random random(seed, "archs spread over MACs");
  std::unordered_set<Arch, ArchHash> seen;
  std::vector<Costed> pool;
  const auto add = [&](const Arch& arch) {
    if (seen.insert(arch).second) pool.push_back({static_cast<double>(costs(arch).macs), arch});
  };
  const Arch extremes[] = {min_arch(space), max_arch(space)};
  for (const Arch& arch : extremes) add(arch);
  for (int i = 0; i < kDrawsPerArch * count; ++i) {
    Arch arch = sampler.per_choice(random);
    const Arch& extreme = extremes[random.below(2)];
    for (uint64_t mixes = random.below(kMostMixes + 1); mixes > 0; --mixes)
      arch = crossover(space, arch, extreme, random);
    add(arch);
  }
  std::ranges::stable_sort(pool, {}, &Costed::macs);
  return pool;
}

// 0, 1, 1/2, 1/4, 3/4, 1/8, ...: each beginning of it is spread over the interval.
double spread_point(int number) {
  if (number < 2) return number;
  double point = 0, part = 0.5;
  for (int rest = number - 1; rest > 0; rest /= 2, part /= 2) point += part * (rest % 2);
  return point;
}

class Gathering {
 public:
  Gathering(const Space& space, TrainedSupernet& supernet, const SamplingOptions& options)
      : space_(space), supernet_(supernet), options_(options) {}

  std::vector<AccuracySample> run() {
    const int spread = num_spread();
    measure(spread_over_macs(space_, spread, options_.seed));
    if (std::ssize(samples_) < spread) return std::move(samples_);  // there are no more
    for (int round = 0; round < options_.rounds && goes_on(); ++round) {
      const int left = options_.samples - static_cast<int>(samples_.size());
      if (const int count = left / (options_.rounds - round); count > 0)
        measure(of_front(count, round));
    }
    return std::move(samples_);
  }

 private:
  int num_spread() const {
    if (options_.rounds == 0) return options_.samples;
    const int share = static_cast<int>(kShareSpread * options_.samples);
    return std::min(options_.samples, std::max(share, kFewestArchs));
  }

  // Of what a predictor takes, however little time there is.
  bool is_short() const { return std::ssize(samples_) < kFewestArchs; }

  bool goes_on() const {
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    return options_.most_seconds == 0 || seconds < options_.most_seconds;
  }

  void measure(const std::vector<Arch>& archs) {
    for (size_t first = 0; first < archs.size() && (is_short() || goes_on()); first += kAtATime) {
      const std::span some =
          std::span(archs).subspan(first, std::min(kAtATime, archs.size() - first));
      const auto found = supernet_.measure(some, options_.accuracy);
      for (size_t i = 0; i < some.size(); ++i) {
        samples_.push_back({some[i], found[i].accuracy, found[i].halves});
        seen_.insert(some[i]);
      }
    }
  }

  // Members of the front as it is predicted now, spread over it, that are not measured yet.
  std::vector<Arch> of_front(int count, int round) const {
    const auto predictor =
        std::make_shared<const Predictor>(space_, fit_predictor(space_, samples_, options_.seed));
    const auto variants = std::make_shared<const Variants>(space_);
    Problem problem{{accuracy_metric(predictor)}, {{0, true}, {1, false}}, {}};
    for (Metric& metric : cost_metrics(space_, variants))
      problem.metrics.push_back(std::move(metric));
    const auto reach = find_reach(space_, problem, options_.seed);
    const SearchResult result =
        search(space_, Evaluator(space_, problem), reach, {}, options_.seed + round,
               [](const Generation&) { return true; });
    std::vector<Arch> fresh;
    for (const Candidate& member : result.archive.front())
      if (!seen_.contains(member.arch)) fresh.push_back(member.arch);
    std::vector<Arch> chosen;
    for (const size_t place : spread_places(fresh.size(), count)) chosen.push_back(fresh[place]);
    return chosen;
  }

  using Clock = std::chrono::steady_clock;
  const Space& space_;
  TrainedSupernet& supernet_;
  const SamplingOptions& options_;
  const Clock::time_point start_ = Clock::now();
  std::vector<AccuracySample> samples_;
  std::unordered_set<Arch, ArchHash> seen_;
};

}  // namespace

std::vector<Arch> spread_over_macs(const Space& space, int count, uint64_t seed) {
  std::vector<Costed> pool = pool_of(space, count, seed);
  const double least = pool.front().macs, most = pool.back().macs;
  std::vector<Arch> archs;
  for (int i = 0; i < count && !pool.empty(); ++i) {
    const double wanted = least + (most - least) * spread_point(i);
    const auto nearest = std::ranges::min_element(
        pool, {}, [&](const Costed& costed) { return std::abs(costed.macs - wanted); });
    archs.push_back(nearest->arch);
    pool.erase(nearest);
  }
  return archs;
}

std::vector<AccuracySample> gather_samples(const Space& space, TrainedSupernet& supernet,
                                           const SamplingOptions& options) {
  return Gathering(space, supernet, options).run();
}

}  // namespace ofa
