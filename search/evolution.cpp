#include <algorithm>
#include <unordered_map>

#include "search/algorithm.h"
#include "search/proposals.h"
#include "space/vary.h"

namespace ofa {
namespace {

constexpr int kTournament = 4;
constexpr double kNeighbours = 0.1;  // of a generation, the share next to the best
constexpr int kOnAHill = 8;          // of a population
constexpr Breeding kBreeding{.crossed = 0.5, .mutated_choices = 1.5};
constexpr size_t kPatience = 3;

bool better(const Candidate& a, const Candidate& b) {
  return a.violation != b.violation ? a.violation < b.violation : a.goals[0] < b.goals[0];
}

// The best of all parents and children are the next parents. It begins anew where the best has not
// been bettered for long; what was found stays in the archive.
class Evolution : public Algorithm {
 public:
  Evolution(const Space& space, const AlgorithmOptions& options)
      : space_(space), options_(options), proposals_(space, options) {}

  std::vector<Arch> propose(const Archive& archive) override {
    Random random(options_.seed, "evolution", generation_);
    std::vector<Arch> near;
    if (!population_.empty()) near = neighbours(space_, population_.front().arch);
    // In the order of how many archs are two choices from the best.
    if (num_in_vain_ > kPatience * near.size() * near.size()) population_.clear();
    if (generation_++ == 0 || population_.empty()) {
      num_in_vain_ = 0;
      proposals_.fill(archive, random);
    } else {
      add_some(archive, near, random);
      while (proposals_.wants_more() && proposals_.add_like(archive, child(random), random)) {
      }
    }
    return proposals_.take();
  }

  // Of equals the younger stays: so a plateau is crossed.
  void learn(std::span<const Candidate> generation) override {
    num_in_vain_ += generation.size();
    for (const Candidate& candidate : generation)
      if (population_.empty() || better(candidate, population_.front())) num_in_vain_ = 0;
    population_.insert(population_.begin(), generation.begin(), generation.end());
    std::ranges::stable_sort(population_, better);
    leave_room_for_others();
    if (std::ssize(population_) > options_.population) population_.resize(options_.population);
  }

 private:
  // Of those that differ in nothing but what single blocks decide, some. Other depths and widths
  // are hills of their own: crossing from one to the other takes many picks at a time.
  void leave_room_for_others() {
    std::unordered_map<Arch, int, ArchHash> counts;
    std::erase_if(population_, [&](const Candidate& candidate) {
      Arch hill = candidate.arch;
      for (size_t id = 0; id < hill.picks.size(); ++id)
        if (space_.choices[id].block >= 0) hill.picks[id] = kInactive;
      return ++counts[hill] > kOnAHill;
    });
  }

  void add_some(const Archive& archive, std::vector<Arch>& archs, Random& random) {
    shuffle(archs, random);
    int left = static_cast<int>(kNeighbours * options_.population);
    for (const Arch& arch : archs)
      if (left > 0 && proposals_.add(archive, arch)) --left;
  }

  Arch child(Random& random) const {
    return breed(
        space_, kBreeding, [&]() -> const Arch& { return parent(random); }, random);
  }

  // The population is sorted: the first of those drawn is the best of them.
  const Arch& parent(Random& random) const {
    size_t first = population_.size();
    for (int i = 0; i < kTournament; ++i) first = std::min(first, random.below(population_.size()));
    return population_[first].arch;
  }

  const Space& space_;
  AlgorithmOptions options_;
  Proposals proposals_;
  uint64_t generation_ = 0;
  std::vector<Candidate> population_;  // from the best to the worst
  size_t num_in_vain_ = 0;             // candidates since the best was bettered
};

}  // namespace

std::unique_ptr<Algorithm> evolution(const Space& space, const AlgorithmOptions& options) {
  return std::make_unique<Evolution>(space, options);
}

}  // namespace ofa
