#include "nn/operations.h"

#include <ATen/ATen.h>

#include "nn/nhwc.h"

namespace ofa {
namespace {

// LibTorch's kernels divide by six as a float does, in double too: 1e-9 off, where gradient tests
// look.
at::Tensor hard_sigmoid(const at::Tensor& x) {
  return x.scalar_type() == at::kDouble ? at::clamp(x + 3, 0, 6) / 6 : at::hardsigmoid(x);
}

at::Tensor hard_swish(const at::Tensor& x) {
  return x.scalar_type() == at::kDouble ? x * hard_sigmoid(x) : at::hardswish(x);
}

struct Apply {
  const std::vector<at::Tensor>& inputs;
  const std::vector<at::Tensor>& parameters;
  Mode mode;
  Moments* moments;

  const at::Tensor& x() const { return inputs[0]; }
  const at::Tensor& weight() const { return parameters[0]; }
  at::Tensor bias() const { return parameters.size() > 1 ? parameters[1] : at::Tensor(); }

  at::Tensor operator()(const Conv& conv) const {
    // On 1x1 maps a 1x1 convolution is a matrix product, and far quicker as one.
    if (conv.kernel == 1 && x().size(2) == 1 && x().size(3) == 1 && !conv.depthwise) {
      const at::Tensor y = at::linear(x().flatten(1), weight().flatten(1), bias());
      return y.unsqueeze(-1).unsqueeze(-1);
    }
    const int64_t groups = conv.depthwise ? x().size(1) : 1;
    return at::conv2d(x(), weight(), bias(), conv.stride, conv.kernel / 2, 1, groups);
  }
  at::Tensor operator()(const BatchNorm& norm) const {
    if (mode == Mode::kTrain)
      return std::get<0>(
          at::native_batch_norm(x(), weight(), bias(), {}, {}, /*training=*/true, 0, norm.epsilon));
    if (mode == Mode::kCalibrate) {
      const at::Tensor wide = x().scalar_type() == at::kBFloat16 ? x().to(at::kFloat) : x();
      std::tie(moments->variance, moments->mean) =
          at::var_mean(wide, {0, 2, 3}, /*unbiased=*/false);
    }
    return std::get<0>(at::native_batch_norm(x(), weight(), bias(), moments->mean,
                                             moments->variance,
                                             /*training=*/false, 0, norm.epsilon));
  }
  at::Tensor operator()(const Activation& activation) const {
    switch (activation.act) {
      case Act::kNone:
        return x();
      case Act::kRelu:
        return at::relu(x());
      case Act::kRelu6:
        return at::hardtanh(x(), 0, 6);
      case Act::kHSwish:
        return hard_swish(x());
      case Act::kSwish:
        return at::silu(x());
      case Act::kSigmoid:
        return at::sigmoid(x());
      case Act::kHSigmoid:
        return hard_sigmoid(x());
    }
    TORCH_CHECK(false, "an activation without a forward");
  }
  at::Tensor operator()(const Add&) const { return inputs[0] + inputs[1]; }
  at::Tensor operator()(const Mul&) const { return inputs[0] * inputs[1]; }
  at::Tensor operator()(const GlobalPool&) const { return at::mean(x(), {2, 3}, /*keepdim=*/true); }
  at::Tensor operator()(const AveragePool& pool) const {
    return at::avg_pool2d(x(), pool.kernel, pool.stride, pool.padding, pool.ceil_mode,
                          pool.count_padding);
  }
  at::Tensor operator()(const MaxPool& pool) const {
    return at::max_pool2d(x(), pool.kernel, pool.stride, pool.padding);
  }
  at::Tensor operator()(const Linear&) const { return at::linear(x(), weight(), bias()); }
  at::Tensor operator()(const Reshape&) const { return x().flatten(1); }
  at::Tensor operator()(const SliceChannels& slice) const {
    return x().narrow(1, slice.first, slice.end - slice.first);
  }
  at::Tensor operator()(const Dropout&) const { return x(); }
};

}  // namespace

at::Tensor apply(const Op& op, const std::vector<at::Tensor>& inputs,
                 const std::vector<at::Tensor>& parameters, Mode mode, Moments* moments) {
  const at::Tensor y = std::visit(Apply{inputs, parameters, mode, moments}, op.operation);
  return y.dim() == 4 ? nhwc(y) : y;
}

}  // namespace ofa
