#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/random.h"
#include "search/archive.h"

namespace ofa {

// Proposes archs and learns how they scored, generation by generation. What it proposes follows
// from its seed and from what it learnt alone; so a search that was killed, begun anew over the
// same scores, goes the same way.
class Algorithm {
 public:
  virtual ~Algorithm() = default;

  // The next generation: canonical archs, no two alike, none that the archive holds. Fewer than
  // asked for, where the space has no more; none: it is at its end.
  virtual std::vector<Arch> propose(const Archive& archive) = 0;

  // How they scored, in their order.
  virtual void learn(std::span<const Candidate> generation) = 0;
};

struct AlgorithmOptions {
  int population = 100;
  uint64_t seed = 0;
  std::vector<Arch> seeds;  // to begin with
};

// All of these work on any space and problem.
std::unique_ptr<Algorithm> random_search(const Space& space, const AlgorithmOptions& options);
// One objective, under limits: the original's idea (Cai et al., 2020) without its flaws.
std::unique_ptr<Algorithm> evolution(const Space& space, const AlgorithmOptions& options);
// Two to four objectives (Deb et al., 2002).
std::unique_ptr<Algorithm> nsga2(const Space& space, const AlgorithmOptions& options);

}  // namespace ofa
