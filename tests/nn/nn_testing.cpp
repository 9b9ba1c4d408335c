#include "tests/nn/nn_testing.h"

#include <algorithm>
#include <cstdlib>

#include "config/yaml.h"
#include "core/random.h"
#include "nn/initialise.h"
#include "nn/nhwc.h"
#include "space/sample.h"

namespace ofa {
namespace {

void randomise(at::Tensor values, Random random, double mean, double spread) {
  at::Tensor drawn = at::empty(values.sizes(), at::kDouble);
  double* data = drawn.data_ptr<double>();
  for (int64_t i = 0; i < drawn.numel(); ++i) data[i] = mean + spread * (2 * random.uniform() - 1);
  values.copy_(drawn);
}

constexpr const char* kToySpace = R"(
input: {channels: 1, resolution: [8, 10]}
classes: 3
kernel_transform: true
stem: {channels: [4, 6], kernel: 3, stride: 1, activation: h_swish}
stages:
  - {block: mbconv, stride: 2, channels: [8, 12], depth: [1, 2], kernel: [3, 5, 7], expand: [1, 2],
     activation: swish, squeeze_excite: {divisor: 2}, shortcut: pooled}
  - {block: bottleneck, stride: 2, channels: [8, 16], depth: [1, 2], kernel: [1, 3],
     expand: [0.5, 1]}
  - {block: separable, channels: [8, 12], kernel: [3, 5], activation: relu6}
head: [{conv: [8, 12], norm: false, activation: h_swish}, pool, dropout, linear]
)";

constexpr const char* kScaledToySpace = R"(
input: {channels: 2, resolution: [12, 14]}
classes: 4
width: [0.5, 1]
per_stage: [kernel, expand]
stem:
  - {channels: 16, kernel: 3, stride: 1, activation: swish}
  - {depth: [0, 1], kernel: 3, shortcut: identity}
  - max_pool
stages:
  - {block: mbconv, stride: 2, channels: [16, 32], depth: [1, 2], kernel: [3, 5], expand: [1, 2],
     activation: swish, squeeze_excite: {of: input, activation: swish, gate: sigmoid},
     shortcut: pooled}
  - {block: bottleneck, stride: 2, channels: [16, 32], depth: [1, 2], kernel: [1, 3],
     expand: [0.5, 1], shortcut: projected}
head: [{conv: 2x, activation: swish}, pool, linear]
)";

}  // namespace

void skip_without(at::DeviceType device) {
  if (device == at::kCUDA && !at::hasCUDA()) GTEST_SKIP() << "no CUDA device";
}

std::string device_name(const testing::TestParamInfo<at::DeviceType>& info) {
  return info.param == at::kCUDA ? "cuda" : "cpu";
}

std::string OnEverySpace::name(const testing::TestParamInfo<ParamType>& info) {
  std::string name = std::get<0>(info.param);
  std::ranges::replace(name, '.', '_');
  return name + (std::get<1>(info.param) == at::kCUDA ? "_cuda" : "_cpu");
}

int count(int usual, int slow) {
  return std::getenv("OFA_SLOW") ? slow : usual;
}

at::Tensor random_images(int64_t count, int64_t channels, int resolution, uint64_t seed,
                         at::ScalarType dtype) {
  at::Tensor images = at::empty({count, channels, resolution, resolution}, dtype);
  randomise(images, Random(seed, "test images"), 0.5, 0.5);
  return nhwc(images);
}

RandomSupernet random_supernet(const std::string& space, uint64_t seed, at::ScalarType dtype,
                               at::DeviceType device) {
  return random_supernet(load_space(space), seed, dtype, device);
}

RandomSupernet random_supernet(Space space, uint64_t seed, at::ScalarType dtype,
                               at::DeviceType device) {
  Weights weights(lower_supernet(space), {.dtype = dtype, .device = device});
  initialise(weights, seed);
  const at::NoGradGuard no_grad;
  for (size_t id = 0; id < weights.declared().parameters.size(); ++id) {
    const Parameter& parameter = weights.declared().parameters[id];
    at::Tensor values = weights.values(static_cast<ParamId>(id));
    Random random(seed, "test " + parameter.name);
    if (parameter.role == Role::kNormScale) randomise(values, random, 1.0, 0.3);
    if (parameter.role == Role::kNormShift || parameter.role == Role::kBias)
      randomise(values, random, 0.0, 0.2);
    if (parameter.role != Role::kKernelTransform) continue;
    at::Tensor noise = at::empty_like(values);
    randomise(noise, random, 0.0, 0.05);
    values.add_(noise);
  }
  return {std::move(space), std::move(weights)};
}

std::vector<Arch> small_archs(const Space& space, int count, uint64_t seed, int resolution) {
  std::vector<Arch> archs{min_arch(space), max_arch(space)};
  for (int i = 2; i < count; ++i) archs.push_back(random_arch(space, seed, i));
  archs.resize(count);
  for (Arch& arch : archs) arch.resolution = resolution;
  return archs;
}

NormStatistics calibrated(const RandomSupernet& net, const Plan& plan, uint64_t seed,
                          at::ScalarType precision) {
  NormCalibration calibration(net.weights, plan, precision);
  const int channels = net.space.spec.input.channels;
  for (int batch = 0; batch < 2; ++batch)
    calibration.add(
        random_images(4, channels, plan.arch.resolution, seed + batch, net.weights.dtype()));
  return calibration.finish();
}

at::Tensor some_gradient(const at::Tensor& value) {
  const auto options = at::dtype(value.scalar_type()).device(value.device());
  return at::cos(at::arange(value.numel(), options)).reshape(value.sizes());
}

void clear_gradients(Weights& weights) {
  for (const WeightGroup group : kWeightGroups) weights.flat_gradients(group).zero_();
}

double relative_difference(const at::Tensor& found, const at::Tensor& expected) {
  const at::Tensor exact = expected.to(at::kCPU, at::kDouble);
  const double largest = exact.abs().max().item<double>();
  return (found.to(at::kCPU, at::kDouble) - exact).abs().max().item<double>() /
         (largest > 0 ? largest : 1);
}

at::Tensor part_read(const Weights& weights, const Slice& slice, at::Tensor full) {
  const Parameter& parameter = weights.declared().parameters[slice.parameter];
  for (size_t i = 0; i < slice.sizes.size(); ++i) {
    const auto axis = static_cast<int64_t>(i);
    const bool centred = parameter.axes[i].centred;
    const int64_t size =
        centred && !slice.transforms.empty() ? slice.transforms.front().to : slice.sizes[i];
    full = full.narrow(axis, centred ? (full.size(axis) - size) / 2 : 0, size);
  }
  return full;
}

Space toy_space() {
  return make_space("toy", read<SpaceSpec>(parse_yaml(kToySpace, "toy.yaml")));
}

Space scaled_toy_space() {
  return make_space("scaled_toy", read<SpaceSpec>(parse_yaml(kScaledToySpace, "scaled_toy.yaml")));
}

}  // namespace ofa
