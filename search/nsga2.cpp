#include <algorithm>

#include "search/algorithm.h"
#include "search/dominance.h"
#include "search/proposals.h"

namespace ofa {
namespace {

constexpr Breeding kBreeding{.crossed = 0.9, .mutated_choices = 1.0};

struct Member {
  Candidate candidate;
  size_t front;
  double crowding;
};

bool fitter(const Member& a, const Member& b) {
  return a.front != b.front ? a.front < b.front : a.crowding > b.crowding;
}

class Nsga2 : public Algorithm {
 public:
  Nsga2(const Space& space, const AlgorithmOptions& options)
      : space_(space), options_(options), proposals_(space, options) {}

  std::vector<Arch> propose(const Archive& archive) override {
    Random random(options_.seed, "nsga2", generation_);
    if (generation_++ == 0 || population_.empty()) {
      proposals_.fill(archive, random);
    } else {
      while (proposals_.wants_more() && proposals_.add_like(archive, child(random), random)) {
      }
    }
    return proposals_.take();
  }

  // The best fronts of parents and children, and of the one that is cut those least crowded.
  void learn(std::span<const Candidate> generation) override {
    std::vector<Candidate> all;
    for (Member& member : population_) all.push_back(std::move(member.candidate));
    all.insert(all.end(), generation.begin(), generation.end());
    population_.clear();
    const std::vector<std::vector<int>> fronts = sort_fronts(all);
    for (size_t i = 0; i < fronts.size() && std::ssize(population_) < options_.population; ++i) {
      const std::vector<double> crowding = crowding_distances(all, fronts[i]);
      for (size_t j = 0; j < crowding.size(); ++j)
        population_.push_back({std::move(all[fronts[i][j]]), i, crowding[j]});
    }
    std::ranges::stable_sort(population_, fitter);
    const size_t most = static_cast<size_t>(options_.population);
    if (population_.size() > most) population_.erase(population_.begin() + most, population_.end());
  }

 private:
  Arch child(Random& random) const {
    return breed(
        space_, kBreeding, [&]() -> const Arch& { return parent(random); }, random);
  }

  const Arch& parent(Random& random) const {
    const Member& a = population_[random.below(population_.size())];
    const Member& b = population_[random.below(population_.size())];
    return (fitter(b, a) ? b : a).candidate.arch;
  }

  const Space& space_;
  AlgorithmOptions options_;
  Proposals proposals_;
  uint64_t generation_ = 0;
  std::vector<Member> population_;
};

}  // namespace

std::unique_ptr<Algorithm> nsga2(const Space& space, const AlgorithmOptions& options) {
  return std::make_unique<Nsga2>(space, options);
}

}  // namespace ofa
