#pragma once

#include <unordered_set>
#include <vector>

#include "search/algorithm.h"
#include "space/sample.h"
#include "space/vary.h"

namespace ofa {

struct Breeding {
  double crossed = 0;          // of children, the share that has two parents
  double mutated_choices = 0;  // of a child, on average
};

// A child of parents that are drawn one after the other.
template <typename Parent>
Arch breed(const Space& space, const Breeding& breeding, const Parent& parent, Random& random) {
  const Arch& first = parent();
  const bool crossed = random.uniform() < breeding.crossed;
  const Arch grown = crossed ? crossover(space, first, parent(), random) : first;
  const double num_choices = static_cast<double>(space.choices.size()) + 1;
  return mutate(space, grown, breeding.mutated_choices / num_choices, random);
}

// Puts generations together: archs of the space, none of them twice, none that the archive holds.
class Proposals {
 public:
  Proposals(const Space& space, const AlgorithmOptions& options);

  bool wants_more() const { return std::ssize(generation_) < options_.population; }

  // This arch if it is new, and whether it was.
  bool add(const Archive& archive, const Arch& arch);

  // This arch, or else a mutant of it, or else any that is left. False: the space has no more.
  bool add_like(const Archive& archive, Arch arch, Random& random);

  void add_seeds(const Archive& archive);

  // To begin with: the seeds, both ends of the space, and draws.
  void fill(const Archive& archive, Random& random);

  // What was put together; the next generation begins.
  std::vector<Arch> take();

 private:
  bool add_any(const Archive& archive);
  bool add_neighbour(const Archive& archive, const Arch& arch);

  const Space& space_;
  AlgorithmOptions options_;
  Sampler sampler_;
  std::vector<Arch> generation_;
  std::unordered_set<Arch, ArchHash> pending_;
  size_t num_closed_ = 0;  // of the archive's, from its first: all their neighbours are known
};

}  // namespace ofa
