#pragma once

#include <vector>

#include "space/arch.h"

namespace ofa {

// An objective that is least, and 0, at a target and nowhere else, and leads away from it. Genes
// (the resolution, each choice) are paired at random. A pair costs 0 where both are the target's,
// 0.3 where both are a decoy's, 0.5 to 0.8 elsewhere, but 1 where one alone is right. Each gene
// that is the decoy's brings 0.1 back, less than its part of any wrong pair's cost; what is left of
// the decoy is then worth almost as much as the target. Weak pairs, up to 0.1, tie each
// gene to two more.
class Rugged {
 public:
  Rugged(const Space& space, const Arch& target, uint64_t seed);

  double operator()(const Arch& arch) const;

 private:
  struct Pair {
    int first, second;
    std::vector<double> costs;  // [level of the first][of the second]
  };
  using Levels = std::vector<int>;  // of the resolution, and of each choice

  template <typename CostOf>
  void add_pair(int first, int second, const CostOf& cost_of);
  Levels levels_of(const Arch& arch) const;

  const Space& space_;
  Levels num_levels_, target_, decoy_;
  std::vector<Pair> pairs_;
};

}  // namespace ofa
