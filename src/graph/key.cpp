#include "graph/key.h"

#include <fmt/format.h>

#include <map>

namespace ofa {
namespace {

std::string stride_text(int stride) {
  return stride == 1 ? "" : fmt::format("s{}", stride);
}

struct OpText {
  const Graph& graph;
  const Op& op;

  bool has_bias() const { return op.parameters.size() > 1; }

  std::string operator()(const Conv& conv) const {
    const std::string kernel = fmt::format("{}{}", conv.kernel, stride_text(conv.stride));
    const char* bias = has_bias() ? "+bias" : "";
    if (conv.depthwise) return fmt::format("dw{}{}", kernel, bias);
    return fmt::format("conv{}-{}{}", kernel, graph.channels(op.output), bias);
  }
  std::string operator()(const Linear&) const {
    return fmt::format("linear-{}{}", graph.channels(op.output), has_bias() ? "+bias" : "");
  }
  std::string operator()(const AveragePool& pool) const {
    return fmt::format("avgpool{}s{}p{}{}{}", pool.kernel, pool.stride, pool.padding,
                       pool.ceil_mode ? "+ceil" : "", pool.count_padding ? "+zeros" : "");
  }
  std::string operator()(const MaxPool& pool) const {
    return fmt::format("maxpool{}s{}p{}", pool.kernel, pool.stride, pool.padding);
  }
  std::string operator()(const Activation& activation) const { return name(activation.act); }
  std::string operator()(const BatchNorm&) const { return "bn"; }
  std::string operator()(const Add&) const { return "add"; }
  std::string operator()(const Mul&) const { return "mul"; }
  std::string operator()(const GlobalPool&) const { return "pool"; }
  std::string operator()(const Reshape&) const { return "flatten"; }
  std::string operator()(const SliceChannels& slice) const {
    return fmt::format("slice{}-{}", slice.first, slice.end);
  }
  std::string operator()(const Dropout&) const { return "dropout"; }
};

}  // namespace

std::string op_text(const Graph& graph, const Op& op) {
  return std::visit(OpText{graph, op}, op.operation);
}

// Values are numbered within the block: 0 is what it is given, i what its i-th operation gives. An
// operation that reads anything but the value just before it says which: mul(5,9).
std::string block_key(const Graph& graph, const Block& block) {
  const ValueId input = graph.block_input(block);
  const Value& value = graph.values[input];
  std::string key = value.is_matrix()
                        ? fmt::format("{}", graph.channels(input))
                        : fmt::format("{}x{}x{}", graph.channels(input), value.height, value.width);
  std::map<ValueId, int> numbers{{input, 0}};
  for (int i = 0; i < block.num_ops; ++i) {
    const Op& op = graph.ops[block.first_op + i];
    key += " " + op_text(graph, op);
    if (op.inputs.size() > 1 || numbers[op.inputs[0]] != i) {
      std::string reads;
      for (const ValueId read : op.inputs)
        reads += fmt::format("{}{}", reads.empty() ? "" : ",", numbers[read]);
      key += fmt::format("({})", reads);
    }
    numbers[op.output] = i + 1;
  }
  return key;
}

}  // namespace ofa
