#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "nn/calibrate.h"
#include "space/space.h"

namespace ofa {

// Tests that run networks have the device as a parameter; they are skipped where there is none.
void skip_without(at::DeviceType device);
inline auto every_device() {
  return testing::Values(at::kCPU, at::kCUDA);
}
std::string device_name(const testing::TestParamInfo<at::DeviceType>& info);

class OnDevice : public testing::TestWithParam<at::DeviceType> {
 protected:
  void SetUp() override { skip_without(GetParam()); }
};

class OnEverySpace : public testing::TestWithParam<std::tuple<std::string, at::DeviceType>> {
 public:
  static std::string name(const testing::TestParamInfo<ParamType>& info);

 protected:
  void SetUp() override { skip_without(device()); }
  std::string space_name() const { return std::get<0>(GetParam()); }
  at::DeviceType device() const { return std::get<1>(GetParam()); }
};

// OFA_SLOW=1, which ctest sets for the label slow, is for as many as the contract says.
int count(int usual, int slow);

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
                               at::ScalarType dtype = at::kFloat, at::DeviceType device = at::kCPU);
RandomSupernet random_supernet(Space space, uint64_t seed, at::ScalarType dtype = at::kFloat,
                               at::DeviceType device = at::kCPU);

// Archs of a space at a resolution small enough to run many of them; the narrowest and widest come
// first.
std::vector<Arch> small_archs(const Space& space, int count, uint64_t seed, int resolution = 32);

NormStatistics calibrated(const RandomSupernet& net, const Plan& plan, uint64_t seed,
                          at::ScalarType precision = at::kFloat);

// Some gradient of a loss by `value`, no two elements alike.
at::Tensor some_gradient(const at::Tensor& value);
void clear_gradients(Weights& weights);

// Largest difference by the largest value of `expected`.
double relative_difference(const at::Tensor& found, const at::Tensor& expected);

// Of a full-size tensor, what an arch reads: leading channels, and the centre of a kernel, which is
// that of the first of its matrices where it has some.
at::Tensor part_read(const Weights& weights, const Slice& slice, at::Tensor full);

// Spaces small enough for numeric gradients and 10,000 passes, together with every kind of choice,
// block, shortcut and activation: one with kernel matrices and choices by block; the other with
// neither, whose width is the whole net's choice.
Space toy_space();
Space scaled_toy_space();

}  // namespace ofa
