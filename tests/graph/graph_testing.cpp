#include "graph_testing.h"

#include <algorithm>
#include <stdexcept>

#include "space/sample.h"

namespace ofa {
namespace {

template <typename T>
T& named(std::vector<T>& list, std::string_view name) {
  const auto found = std::ranges::find(list, name, &T::name);
  if (found == list.end()) throw std::logic_error("no " + std::string(name));
  return *found;
}

ValueId good_body(GraphBuilder& g, ValueId x) {
  const DimId mid = g.dim("mid", 48, 32), hidden = g.dim("hidden", 12, 8);
  const Kernel kernel{.dim = g.dim("kernel", 7, 3), .transformed_sizes = {7, 5, 3}};
  ValueId y = g.conv("expand", x, {.out = mid, .kernel = g.kernel(1)});
  y = g.activation("act", g.batch_norm("expand.bn", y, 1e-5), Act::kHSwish);
  y = g.conv("depthwise", y, {.kernel = kernel, .depthwise = true});
  ValueId gate = g.global_pool("pool", y);
  gate = g.conv("reduce", gate, {.out = hidden, .kernel = g.kernel(1), .bias = true});
  gate = g.activation("reduce.act", gate, Act::kRelu);
  gate = g.conv("raise", gate, {.out = mid, .kernel = g.kernel(1), .bias = true});
  y = g.mul("scale", y, g.activation("gate", gate, Act::kHSigmoid));
  y = g.conv("project", y, {.out = g.channels(x), .kernel = g.kernel(1)});
  return g.add("add", x, y);
}

}  // namespace

Graph good_graph() {
  GraphBuilder g;
  ValueId x = g.input(g.fixed(3), 13, 11);
  g.begin_block("stem");
  const DimId channels = g.global_dim("stem.channels", 24, 16);
  x = g.conv("conv", x, {.out = channels, .kernel = g.kernel(3), .stride = 2});
  x = g.activation("act", g.batch_norm("bn", x, 1e-5), Act::kRelu);
  g.end_block();
  g.begin_block("pool");
  x = g.max_pool("max", x, {});
  g.end_block();
  g.begin_block("body");
  x = good_body(g, x);
  g.end_block();
  g.begin_block("down");
  const DimId wide = g.dim("wide", 40, 40);
  const ValueId y = g.conv("conv", x, {.out = wide, .kernel = g.kernel(3), .stride = 2});
  const ValueId shortcut = g.average_pool("pool", x, {.ceil_mode = true});
  x = g.add("add", g.conv("shortcut", shortcut, {.out = wide, .kernel = g.kernel(1)}), y);
  g.end_block();
  g.begin_block("head");
  x = g.reshape("flatten", g.global_pool("pool", x));
  x = g.linear("linear", g.dropout("dropout", x), g.global_dim("classes", 10, 10));
  g.end_block();
  return g.finish(x);
}

Op& op_of(Graph& graph, std::string_view name) {
  return named(graph.ops, name);
}
Parameter& parameter_of(Graph& graph, std::string_view name) {
  return named(graph.parameters, name);
}
Dim& dim_of(Graph& graph, std::string_view name) {
  return named(graph.dims, name);
}
Block& block_of(Graph& graph, std::string_view name) {
  return named(graph.blocks, name);
}

bool needs_its_own_output(const Op& op) {
  const auto& o = op.operation;
  return std::holds_alternative<Conv>(o) || std::holds_alternative<Linear>(o) ||
         std::holds_alternative<GlobalPool>(o) || std::holds_alternative<AveragePool>(o) ||
         std::holds_alternative<MaxPool>(o);
}

std::vector<Arch> some_archs(const Space& space) {
  std::vector<Arch> archs{min_arch(space), max_arch(space)};
  const Sampler sampler(space);
  Random random(1, "graph tests");
  for (int i = 0; i < 20; ++i) archs.push_back(sampler.per_choice(random));
  return archs;
}

std::string name_of_space(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '.', '_');
  return name;
}

}  // namespace ofa
