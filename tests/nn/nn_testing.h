#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "nn/calibrate.h"
#include "space/space.h"

namespace ofa {

// Random numbers in [0, 1) of our own, the same at any thread count.
at::Tensor random_images(int64_t count, int64_t channels, int resolution, uint64_t seed,
                         at::ScalarType dtype = at::kFloat);

// A space with shared weights in which nothing is trivially equal: norms, biases and matrices are
// random too.
struct RandomSupernet {
  Space space;
  Weights weights;
};
RandomSupernet random_supernet(const std::string& space, uint64_t seed,
                               at::ScalarType dtype = at::kFloat);
RandomSupernet random_supernet(Space space, uint64_t seed, at::ScalarType dtype = at::kFloat);

// Archs of a space at a resolution small enough to run many of them; the narrowest and widest come
// first.
std::vector<Arch> small_archs(const Space& space, int count, uint64_t seed, int resolution = 32);

NormStatistics calibrated(const RandomSupernet& net, const Plan& plan, uint64_t seed,
                          at::ScalarType precision = at::kFloat);

// Largest difference by the largest value of `expected`.
double relative_difference(const at::Tensor& found, const at::Tensor& expected);

// A space small enough for numeric gradients and 10,000 passes, every kind of choice open.
Space toy_space();

}  // namespace ofa
