#include "export/rewrite.h"

#include <algorithm>

#include "graph/check.h"
#include "graph/key.h"

namespace ofa {
namespace {

// Old ids to new ones, handed out in the order in which they are asked for.
class Renumbering {
 public:
  explicit Renumbering(size_t count) : new_ids_(count, -1) {}

  int operator()(int id) {
    if (new_ids_[id] < 0) {
      new_ids_[id] = static_cast<int>(kept_.size());
      kept_.push_back(id);
    }
    return new_ids_[id];
  }
  const std::vector<int>& kept() const { return kept_; }

 private:
  std::vector<int> new_ids_, kept_;
};

}  // namespace

ParamId add_parameter(Network& network, std::string name, Role role, std::vector<Axis> axes,
                      std::vector<float> values) {
  network.graph.parameters.push_back({std::move(name), role, std::move(axes), {}});
  network.values.push_back(std::move(values));
  return static_cast<ParamId>(network.values.size()) - 1;
}

DimId fixed_dim(Graph& graph, int64_t size) {
  const std::string name = std::to_string(size);
  const auto found = std::ranges::find(graph.dims, name, &Dim::name);
  if (found != graph.dims.end()) return static_cast<DimId>(found - graph.dims.begin());
  graph.dims.push_back({name, size, size});
  return static_cast<DimId>(graph.dims.size()) - 1;
}

std::vector<int> count_readers(const Graph& graph) {
  std::vector<int> readers(graph.values.size(), 0);
  for (const Op& op : graph.ops)
    for (const ValueId input : op.inputs) ++readers[input];
  ++readers[graph.output];
  return readers;
}

BlockOps ops_by_block(const Graph& graph) {
  BlockOps blocks;
  for (const Block& block : graph.blocks) {
    const auto first = graph.ops.begin() + block.first_op;
    blocks.emplace_back(first, first + block.num_ops);
  }
  return blocks;
}

Network assemble(const Network& network, const BlockOps& ops) {
  const Graph& from = network.graph;
  Network result;
  result.moments = network.moments;
  Graph& graph = result.graph;
  graph.dims = from.dims;
  Renumbering values(from.values.size()), parameters(from.parameters.size());
  graph.input = values(from.input);
  for (size_t i = 0; i < ops.size(); ++i) {
    if (ops[i].empty()) continue;
    graph.blocks.push_back({from.blocks[i].name, "", static_cast<int>(graph.ops.size()),
                            static_cast<int>(ops[i].size())});
    for (Op op : ops[i]) {
      for (ValueId& input : op.inputs) input = values(input);
      for (ParamId& parameter : op.parameters) parameter = parameters(parameter);
      op.output = values(op.output);
      graph.ops.push_back(std::move(op));
    }
  }
  graph.output = values(from.output);
  for (const int id : values.kept()) graph.values.push_back(from.values[id]);
  for (const int id : parameters.kept()) {
    graph.parameters.push_back(from.parameters[id]);
    result.values.push_back(network.values[id]);
  }
  for (Block& block : graph.blocks) block.key = block_key(graph, block);
  check(graph);
  return result;
}

}  // namespace ofa
