#include "measure/stand_in.h"

#include <array>
#include <cmath>

#include "core/random.h"
#include "export/fold.h"
#include "graph/builder.h"
#include "graph/freeze.h"

namespace ofa {
namespace {

constexpr size_t kPeriod = 61;  // odd, so that rows differ

std::vector<float> repeating(int64_t count, double deviation) {
  static const std::array<float, kPeriod> kNormal = [] {
    std::array<float, kPeriod> values;
    Random random(0, "stand-in weights");
    for (float& value : values) value = static_cast<float>(random.normal());
    return values;
  }();
  std::vector<float> values(count);
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(deviation * kNormal[i % kPeriod]);
  return values;
}

std::vector<float> values_of(const Graph& graph, const Parameter& parameter) {
  const int64_t size = graph.active_size(parameter);
  if (parameter.role == Role::kNormScale) return std::vector<float>(size, 1);
  if (parameter.role != Role::kWeight) return std::vector<float>(size, 0.1F);
  const int64_t fan_in = size / graph.dims[parameter.axes.front().dim].active;
  return repeating(size, std::sqrt(2.0 / static_cast<double>(fan_in)));
}

Network network_of(const Graph& graph) {
  Network network{freeze(graph), {}, {}};
  for (const Parameter& parameter : network.graph.parameters)
    network.values.push_back(values_of(network.graph, parameter));
  for (const Op& op : network.graph.ops)
    if (std::holds_alternative<BatchNorm>(op.operation)) {
      const int64_t channels = network.graph.channels(op.output);
      network.moments.push_back({std::vector<float>(channels, 0), std::vector<float>(channels, 1)});
    }
  return network;
}

Quantization assumed_quantization(const Graph& graph) {
  Quantization quantization = plan_quantization(graph, {});
  for (const ValueId value : byte_values(graph, quantization))
    quantization.scales[value] = byte_scale(-6, 6);
  return quantization;
}

}  // namespace

StandIn stand_in(const Graph& graph, Arithmetic precision) {
  StandIn result{fold(network_of(graph)), {}};
  if (precision == Arithmetic::kInt8)
    result.quantization = assumed_quantization(result.network.graph);
  return result;
}

Graph empty_graph() {
  GraphBuilder g;
  const ValueId x = g.input(g.fixed(1), 1, 1);
  g.begin_block("empty");
  const ValueId y = g.activation("relu", x, Act::kRelu);
  g.end_block();
  return g.finish(y);
}

}  // namespace ofa
