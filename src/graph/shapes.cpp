#include "graph/shapes.h"

#include "core/error.h"

namespace ofa {
namespace {

struct Inference {
  const Graph& graph;
  const Op& op;

  [[noreturn]] void fail(const std::string& what) const { throw Error("{}: {}", op.name, what); }

  const Value& in(int i = 0) const { return graph.values[op.inputs[i]]; }
  const Parameter& param(int i) const { return graph.parameters[op.parameters[i]]; }
  DimId dim(int parameter, int axis) const { return param(parameter).axes[axis].dim; }

  void expect_counts(size_t inputs, size_t min_params, size_t max_params) const {
    if (op.inputs.size() != inputs)
      fail(fmt::format("reads {} values, expected {}", op.inputs.size(), inputs));
    if (op.parameters.size() < min_params || op.parameters.size() > max_params)
      fail(fmt::format("{} parameters do not belong to this operation", op.parameters.size()));
  }
  void expect_map() const {
    if (in().is_matrix()) fail("expected a map [N, C, H, W], got a matrix [N, C]");
  }
  void expect_window(int kernel, int stride) const {
    if (kernel < 1 || stride < 1)
      fail(fmt::format("kernel {} and stride {}: expected at least 1", kernel, stride));
  }
  void expect_parameter(int i, Role role, size_t num_axes) const {
    if (param(i).role != role) fail(fmt::format("parameter {} has another role", param(i).name));
    if (param(i).axes.size() != num_axes)
      fail(fmt::format("parameter {} has {} axes, expected {}", param(i).name, param(i).axes.size(),
                       num_axes));
  }
  void expect_dim(int parameter, int axis, DimId expected) const {
    const DimId found = dim(parameter, axis);
    if (found != expected)
      fail(fmt::format("axis {} of {} is {}, expected {}", axis, param(parameter).name,
                       graph.dims[found].name, graph.dims[expected].name));
  }
  void expect_per_channel(int parameter, Role role, DimId channels) const {
    expect_parameter(parameter, role, 1);
    expect_dim(parameter, 0, channels);
  }
  void expect_bias(DimId channels) const {
    if (op.parameters.size() > 1) expect_per_channel(1, Role::kBias, channels);
  }

  // As PyTorch counts windows.
  Value pooled(int kernel, int stride, int padding, bool ceil_mode) const {
    expect_counts(1, 0, 0);
    expect_map();
    expect_window(kernel, stride);
    if (padding < 0 || padding > kernel / 2)
      fail(fmt::format("padding {} is not within 0 ... half of kernel {}", padding, kernel));
    const auto out = [&](int64_t size) {
      const int64_t room = size + 2 * int64_t{padding} - kernel + (ceil_mode ? stride - 1 : 0);
      if (room < 0) fail(fmt::format("a {0}x{0} window does not fit a map of {1}", kernel, size));
      const int64_t last = room / stride;
      // The last window must start inside the map or its left padding.
      const bool starts_outside = ceil_mode && last * stride >= size + padding;
      return static_cast<int>(starts_outside ? last : last + 1);
    };
    return {in().channels, out(in().height), out(in().width)};
  }

  Value operator()(const Conv& conv) const {
    expect_counts(1, 1, 2);
    expect_map();
    expect_window(conv.kernel, conv.stride);
    if (conv.kernel % 2 == 0) fail(fmt::format("kernel {} has no centre", conv.kernel));
    expect_parameter(0, Role::kWeight, 4);
    const DimId out = dim(0, 0);
    if (conv.depthwise) {
      expect_dim(0, 0, in().channels);
      if (graph.dims[dim(0, 1)].widest != 1) fail("a depthwise weight has one input channel");
    } else {
      expect_dim(0, 1, in().channels);
    }
    expect_dim(0, 3, dim(0, 2));
    if (graph.dims[dim(0, 2)].active != conv.kernel)
      fail(fmt::format("kernel {} does not fit {}", conv.kernel, param(0).name));
    expect_bias(out);
    return {out, (in().height - 1) / conv.stride + 1, (in().width - 1) / conv.stride + 1};
  }
  Value operator()(const BatchNorm&) const {
    expect_counts(1, 2, 2);
    expect_per_channel(0, Role::kNormScale, in().channels);
    expect_per_channel(1, Role::kNormShift, in().channels);
    return in();
  }
  Value operator()(const Activation&) const { return unchanged(); }
  Value operator()(const Dropout&) const { return unchanged(); }
  Value unchanged() const {
    expect_counts(1, 0, 0);
    return in();
  }
  Value operator()(const Add&) const {
    expect_counts(2, 0, 0);
    const auto size = [&](int i) { return graph.dims[in(i).channels].active; };
    if (size(0) != size(1) || in(0).height != in(1).height || in(0).width != in(1).width)
      fail(fmt::format("cannot add {} and {}", shape_text(graph, op.inputs[0]),
                       shape_text(graph, op.inputs[1])));
    return in(0);
  }
  Value operator()(const Mul&) const {
    expect_counts(2, 0, 0);
    const bool per_channel = in(1).pixels() == 1 && in(1).is_matrix() == in(0).is_matrix();
    if (in(0).channels != in(1).channels || !(per_channel || in(0) == in(1)))
      fail("the factors have different channels or sizes");
    return in(0);
  }
  Value operator()(const GlobalPool&) const {
    expect_counts(1, 0, 0);
    expect_map();
    return {in().channels, 1, 1};
  }
  Value operator()(const AveragePool& pool) const {
    return pooled(pool.kernel, pool.stride, pool.padding, pool.ceil_mode);
  }
  Value operator()(const MaxPool& pool) const {
    return pooled(pool.kernel, pool.stride, pool.padding, false);
  }
  Value operator()(const Linear&) const {
    expect_counts(1, 1, 2);
    if (!in().is_matrix()) fail("expected a matrix [N, C], got a map [N, C, H, W]");
    expect_parameter(0, Role::kWeight, 2);
    expect_dim(0, 1, in().channels);
    expect_bias(dim(0, 0));
    return {dim(0, 0), 0, 0};
  }
  Value operator()(const Reshape&) const {
    expect_counts(1, 0, 0);
    expect_map();
    if (in().pixels() != 1) fail("only a 1 x 1 map keeps its channels when flattened");
    return {in().channels, 0, 0};
  }
  Value operator()(const SliceChannels& slice) const {
    expect_counts(1, 0, 0);
    if (slice.channels < 0 || slice.channels >= static_cast<DimId>(graph.dims.size()))
      fail(fmt::format("dim {} does not exist", slice.channels));
    const int64_t all = graph.dims[in().channels].active;
    if (slice.first < 0 || slice.first >= slice.end || slice.end > all)
      fail(fmt::format("channels {} ... {} are not within {}", slice.first, slice.end - 1, all));
    if (slice.end - slice.first != graph.dims[slice.channels].active)
      fail(fmt::format("{} channels are not {}", slice.end - slice.first,
                       graph.dims[slice.channels].name));
    return {slice.channels, in().height, in().width};
  }
};

}  // namespace

Value infer_output(const Graph& graph, const Op& op) {
  return std::visit(Inference{graph, op}, op.operation);
}

std::string shape_text(const Graph& graph, ValueId value) {
  const Value& v = graph.values[value];
  if (v.is_matrix()) return fmt::format("{}", graph.channels(value));
  return fmt::format("{} x {} x {}", graph.channels(value), v.height, v.width);
}

}  // namespace ofa
