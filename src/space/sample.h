#pragma once

#include "core/random.h"
#include "space/arch.h"
#include "space/count.h"

namespace ofa {

// Draws archs of a space. Made once, used for many.
class Sampler {
 public:
  explicit Sampler(const Space& space);

  // Every network is as likely as every other: deep ones, of which there are more, come more often.
  Arch uniform(Random& random) const;

  // Each choice by itself, as once-for-all (2020) trains: all depths come equally often.
  Arch per_choice(Random& random) const;

 private:
  struct Plan {
    DepthPlan depth;
    std::vector<std::vector<double>> depth_shares;  // [part]: cumulative over the open depths
  };

  Arch draw(Random& random, const Plan* plan) const;
  int resolution(Random& random) const;

  const Space& space_;
  int net_depth_;
  std::vector<Plan> plans_;
  std::vector<double> plan_shares_;  // cumulative
};

// The k-th of a reproducible list of archs.
Arch random_arch(const Space& space, uint64_t seed, uint64_t index = 0);

}  // namespace ofa
