#pragma once

#include <unordered_set>
#include <vector>

#include "search/algorithm.h"
#include "space/sample.h"

namespace ofa {

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
