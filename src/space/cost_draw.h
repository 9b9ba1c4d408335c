#pragma once

#include <memory>
#include <utility>

#include "space/costs.h"
#include "space/sample.h"

namespace ofa {

// Draws archs of about a cost in MACs: a random one is changed, choice by choice, as long as that
// brings it nearer. For one thread.
class CostDraw {
 public:
  // Of archs that are open in the space, which outlives this. `within`: how far off, as a part of
  // what is wanted, will do.
  CostDraw(const Space& space, double within);

  std::pair<double, double> range(int resolution) const;  // MACs of the narrowest and the widest
  Arch near(double macs, int resolution, Random& random) const;

 private:
  Arch approach(double macs, int resolution, Random& random) const;
  double macs_of(const Arch& arch) const;

  const Space& space_;
  double within_;
  Sampler sampler_;
  std::unique_ptr<CostTable> costs_;  // it remembers what it has seen
};

}  // namespace ofa
