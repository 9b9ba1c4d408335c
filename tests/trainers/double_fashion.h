#pragma once

#include "nn/initialise.h"
#include "nn/model.h"

namespace ofa {

// A supernet of fashion whose gradients can be compared with differences.
inline Model double_fashion() {
  Model model = make_model(load_space("fashion"), std::nullopt, {.dtype = at::kDouble});
  initialise(model.weights, 3);
  return model;
}

}  // namespace ofa
