#include "tests/export/export_testing.h"

#include <cmath>

#include "core/random.h"
#include "graph/freeze.h"
#include "space/lower.h"

namespace ofa {
namespace {

// Quickly: there are millions of them.
std::vector<float> draw_values(int64_t count, Random random, double mean, double spread) {
  uint64_t state = random.below(1ULL << 32) | 1;
  std::vector<float> values(count);
  for (float& value : values) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    const double unit = static_cast<double>(state >> 33) / 0x1p31;
    value = static_cast<float>(mean + spread * (2 * unit - 1));
  }
  return values;
}

}  // namespace

Network random_network(const Space& space, const Arch& arch, uint64_t seed) {
  Network network{freeze(lower(space, arch)), {}, {}};
  const Graph& graph = network.graph;
  for (const Parameter& parameter : graph.parameters) {
    const int64_t size = graph.active_size(parameter);
    const bool scale = parameter.role == Role::kNormScale;
    const double fan_in = static_cast<double>(size) / graph.dims[parameter.axes.front().dim].active;
    network.values.push_back(draw_values(size, Random(seed, parameter.name), scale ? 1 : 0,
                                         scale ? 0.3 : std::sqrt(2 / fan_in)));
  }
  for (const Op& op : graph.ops) {
    if (!std::holds_alternative<BatchNorm>(op.operation)) continue;
    const int64_t channels = graph.channels(op.output);
    network.moments.push_back({draw_values(channels, Random(seed, op.name + " mean"), 0, 0.2),
                               draw_values(channels, Random(seed, op.name + " var"), 1, 0.5)});
  }
  return network;
}

ModelCard sample_card(int resolution, int channels, int classes) {
  ModelCard card;
  card.space = "toy";
  card.arch = {{"resolution", resolution}};
  card.arch_line = "28/16";
  card.resolution = resolution;
  card.data.source = "images";
  for (int i = 0; i < classes; ++i) card.data.classes.push_back("class \"" + std::to_string(i));
  card.data.channels = channels;
  card.data.mean.assign(channels, 0.25);
  card.data.std.assign(channels, 0.5);
  card.data.resize_ratio = 0.875;
  card.data.typical_size = {300, 400};
  card.data.fingerprint = "0123456789abcdef";
  card.quantization = FileQuantization{512, 7, {"stem.conv"}};
  card.accuracy = FileAccuracy{"validation", 1000, 0.914};
  card.latencies = {{"a processor", "openvino", "1", 1, 1, 0.1, 0.2, 0.3}};
  card.examples.count = 2;
  for (int i = 0; i < 2 * resolution * resolution * channels; ++i)
    card.examples.pixels.push_back(static_cast<uint8_t>(i * 37));
  for (int i = 0; i < 2 * classes; ++i) card.examples.logits.push_back(static_cast<float>(i) / 3);
  card.examples.tolerance = 0.001;
  return card;
}

}  // namespace ofa
