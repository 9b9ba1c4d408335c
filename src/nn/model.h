#pragma once

#include <optional>

#include "nn/plan.h"
#include "space/space.h"

namespace ofa {

// What is trained and evaluated: a supernet, or one network by itself.
struct Model {
  Space space;
  Weights weights;
  std::optional<Arch> only;  // the one that the weights hold; none: a supernet

  Plan plan(const Arch& arch) const;
};

// With all weights zero.
Model make_model(const Space& space, const std::optional<Arch>& only,
                 const WeightsOptions& options = {});

}  // namespace ofa
