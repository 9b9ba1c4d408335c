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
      fail(fmt::format("expected {} inputs, got {}", inputs, op.inputs.size()));
    if (op.parameters.size() < min_params || op.parameters.size() > max_params)
      fail(fmt::format("{} parameters do not belong to this operation", op.parameters.size()));
  }
  void expect_map() const {
    if (in().is_matrix()) fail("expected a map [N, C, H, W], got a matrix [N, C]");
  }
  void expect_axes(int parameter, size_t count) const {
    if (param(parameter).axes.size() != count)
      fail(fmt::format("parameter {} has {} axes, expected {}", param(parameter).name,
                       param(parameter).axes.size(), count));
  }
  void expect_dim(int parameter, int axis, DimId expected) const {
    const DimId found = dim(parameter, axis);
    if (found != expected)
      fail(fmt::format("axis {} of {} is {}, expected {}", axis, param(parameter).name,
                       graph.dims[found].name, graph.dims[expected].name));
  }
  void expect_per_channel(size_t first, DimId channels) const {
    for (size_t i = first; i < op.parameters.size(); ++i) {
      expect_axes(i, 1);
      expect_dim(i, 0, channels);
    }
  }

  Value pooled(int kernel, int stride, int padding, bool ceil_mode) const {
    expect_counts(1, 0, 0);
    expect_map();
    const auto out = [&](int size) {
      const int room = size + 2 * padding - kernel;
      if (room < 0) fail(fmt::format("a {0}x{0} window does not fit a map of {1}", kernel, size));
      int count = (ceil_mode ? (room + stride - 1) / stride : room / stride) + 1;
      // A window must start inside the map or its left padding.
      if (ceil_mode && (count - 1) * stride >= size + padding) --count;
      return count;
    };
    return {in().channels, out(in().height), out(in().width)};
  }

  Value operator()(const Conv& conv) const {
    expect_counts(1, 1, 2);
    expect_map();
    expect_axes(0, 4);
    const DimId out = dim(0, 0);
    if (conv.depthwise) {
      expect_dim(0, 0, in().channels);
      if (graph.dims[dim(0, 1)].widest != 1) fail("a depthwise weight has one input channel");
    } else {
      expect_dim(0, 1, in().channels);
    }
    for (int axis : {2, 3})
      if (graph.dims[dim(0, axis)].active != conv.kernel)
        fail(fmt::format("kernel {} does not fit {}", conv.kernel, param(0).name));
    expect_per_channel(1, out);
    return {out, (in().height - 1) / conv.stride + 1, (in().width - 1) / conv.stride + 1};
  }
  Value operator()(const BatchNorm&) const {
    expect_counts(1, 2, 2);
    expect_per_channel(0, in().channels);
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
      fail(fmt::format("cannot add {} x {} x {} and {} x {} x {}", size(0), in(0).height,
                       in(0).width, size(1), in(1).height, in(1).width));
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
    expect_axes(0, 2);
    expect_dim(0, 1, in().channels);
    expect_per_channel(1, dim(0, 0));
    return {dim(0, 0), 0, 0};
  }
  Value operator()(const Reshape&) const {
    expect_counts(1, 0, 0);
    expect_map();
    if (in().pixels() != 1) fail("only a 1 x 1 map keeps its channels when flattened");
    return {in().channels, 0, 0};
  }
};

}  // namespace

Value infer_output(const Graph& graph, const Op& op) {
  return std::visit(Inference{graph, op}, op.operation);
}

}  // namespace ofa
