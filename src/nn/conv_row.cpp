#include "nn/conv_row.h"

#include <ATen/ATen.h>

#include <optional>

#include "core/profile.h"
#include "nn/depthwise.h"
#include "nn/nhwc.h"

namespace ofa {
namespace {

// Up to here a matrix product is as quick as a convolution, and asks for less around it.
constexpr int64_t kFewPixels = 2048;

bool is_product(const Conv& conv, at::IntArrayRef input) {
  return conv.kernel == 1 && conv.stride == 1 && !conv.depthwise &&
         input[0] * input[2] * input[3] <= kFewPixels;
}

// [N, C, H, W] -> [pixels, C], the same memory; and back.
at::Tensor as_matrix(const at::Tensor& map) {
  return map.permute({0, 2, 3, 1}).reshape({-1, map.size(1)});
}

at::Tensor as_map(const at::Tensor& matrix, at::IntArrayRef like) {
  return nhwc(matrix.view({like[0], like[2], like[3], matrix.size(1)}).permute({0, 3, 1, 2}));
}

at::Tensor forward(const Conv& conv, const at::Tensor& x,
                   const std::vector<at::Tensor>& parameters) {
  const at::Tensor bias = parameters.size() > 1 ? parameters[1] : at::Tensor();
  if (is_product(conv, x.sizes()))
    return as_map(at::linear(as_matrix(x), parameters[0].flatten(1), bias), x.sizes());
  const int64_t groups = conv.depthwise ? x.size(1) : 1;
  return nhwc(at::conv2d(x, parameters[0], bias, conv.stride, conv.kernel / 2, 1, groups));
}

class ConvRow : public Row {
 public:
  ConvRow(const Plan& plan, const FusedOps& ops, const Passed& input,
          std::vector<at::Tensor> parameters)
      : Row(plan, ops),
        conv_(std::get<Conv>(op().operation)),
        input_(input),
        sizes_(input.tensor.sizes().vec()),
        parameters_(std::move(parameters)) {}

  std::vector<at::Tensor> backward(Weights& weights, at::Tensor gradient) override {
    gradient = nhwc(gradient.to(parameters_[0].scalar_type()));
    const at::Tensor input = input_.tensor();
    const ProfileScope scope("convolution");
    return {is_product(conv_, sizes_) ? product_backward(weights, input, gradient)
                                      : conv_backward(weights, input, gradient)};
  }

  std::vector<at::Tensor> kept() const override {
    std::vector<at::Tensor> all = input_.memory();
    all.insert(all.end(), parameters_.begin(), parameters_.end());
    return all;
  }

 private:
  at::Tensor product_backward(Weights& weights, const at::Tensor& input,
                              const at::Tensor& gradient) {
    const at::Tensor of_output = as_matrix(gradient);
    weights.add_product_grad(plan().slices[op().parameters[0]], of_output, as_matrix(input));
    if (parameters_.size() > 1)
      weights.add_grad(plan().slices[op().parameters[1]], of_output.sum(0));
    if (!wants_gradient_of(op().inputs[0])) return {};
    return as_map(at::mm(of_output, parameters_[0].flatten(1)), sizes_);
  }

  at::Tensor conv_backward(Weights& weights, const at::Tensor& input, const at::Tensor& gradient) {
    const bool has_bias = parameters_.size() > 1;
    const int64_t channels = gradient.size(1);
    auto [of_input, of_weight, of_bias] = at::convolution_backward(
        gradient, input, parameters_[0],
        has_bias ? at::OptionalIntArrayRef(channels) : std::nullopt, {conv_.stride, conv_.stride},
        {conv_.kernel / 2, conv_.kernel / 2}, {1, 1}, /*transposed=*/false, {0, 0},
        conv_.depthwise ? channels : 1, {wants_gradient_of(op().inputs[0]), true, has_bias});
    weights.add_grad(plan().slices[op().parameters[0]], of_weight);
    if (has_bias) weights.add_grad(plan().slices[op().parameters[1]], of_bias);
    return of_input.defined() ? nhwc(of_input) : of_input;
  }

  Conv conv_;
  Kept input_;
  std::vector<int64_t> sizes_;
  std::vector<at::Tensor> parameters_;
};

class DepthwiseRow : public Row {
 public:
  DepthwiseRow(const Plan& plan, const FusedOps& ops, const Passed& input, Depthwise depthwise)
      : Row(plan, ops),
        input_(input),
        sizes_(input.tensor.sizes().vec()),
        type_(input.tensor.scalar_type()),
        depthwise_(std::move(depthwise)) {}

  std::vector<at::Tensor> backward(Weights& weights, at::Tensor gradient) override {
    gradient = nhwc(gradient.to(type_));
    weights.add_grad(plan().slices[op().parameters[0]], weight_gradient(gradient));
    if (!wants_gradient_of(op().inputs[0])) return {at::Tensor()};
    const ProfileScope scope("depthwise, to input");
    return {depthwise_.input_gradient(sizes_, gradient)};
  }

  std::vector<at::Tensor> kept() const override { return input_.memory(); }

 private:
  at::Tensor weight_gradient(const at::Tensor& gradient) const {
    const at::Tensor input = input_.tensor();
    const ProfileScope scope("depthwise, to weights");
    return depthwise_.weight_gradient(input, gradient);
  }

  Kept input_;
  std::vector<int64_t> sizes_;
  at::ScalarType type_;
  Depthwise depthwise_;
};

RowResult run_depthwise(const RowSetting& setting, const FusedOps& ops, const Passed& input,
                        bool records) {
  const Op& op = setting.plan.graph.ops[ops.op];
  Depthwise depthwise(std::get<Conv>(op.operation), setting.read(op.parameters[0], at::kFloat));
  RowResult result;
  {
    const ProfileScope scope("depthwise");
    result.output.tensor = depthwise.forward(input.tensor);
  }
  if (records)
    result.row = std::make_unique<DepthwiseRow>(setting.plan, ops, input, std::move(depthwise));
  return result;
}

}  // namespace

RowResult run_conv(const RowSetting& setting, const FusedOps& ops, const Passed& input,
                   bool records) {
  const Op& op = setting.plan.graph.ops[ops.op];
  const Conv& conv = std::get<Conv>(op.operation);
  if (op.parameters.size() == 1 && Depthwise::knows(conv, input.tensor))
    return run_depthwise(setting, ops, input, records);
  std::vector<at::Tensor> parameters;
  for (const ParamId id : op.parameters) parameters.push_back(setting.read(id));
  RowResult result;
  {
    const ProfileScope scope("convolution");
    result.output.tensor = forward(conv, input.tensor, parameters);
  }
  if (records)
    result.row = std::make_unique<ConvRow>(setting.plan, ops, input, std::move(parameters));
  return result;
}

}  // namespace ofa
