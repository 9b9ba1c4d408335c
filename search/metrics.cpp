#include "search/metrics.h"

#include <cmath>

#include "core/error.h"
#include "graph/cost.h"
#include "latency/lookup.h"

namespace ofa {
namespace {

Metric metric_of(const std::string& name, std::shared_ptr<const BlockMetric> blocks) {
  const auto score = [blocks](std::span<const Arch> archs, std::span<double> values) {
    for (size_t i = 0; i < archs.size(); ++i) values[i] = (*blocks)(archs[i]);
  };
  return {.name = name, .score = score, .blocks = blocks};
}

}  // namespace

std::vector<Metric> cost_metrics(const Space& space, std::shared_ptr<const Variants> variants) {
  Additive macs, params, memory;
  for (Additive* additive : {&macs, &params, &memory})
    additive->of_block.assign(variants->size(), std::nan(""));
  for (int64_t number = 0; number < variants->size(); ++number) {
    if (!variants->is_open(number)) continue;
    const Cost block = cost(variants->graph(number));
    macs.of_block[number] = static_cast<double>(block.macs);
    params.of_block[number] = static_cast<double>(block.params);
    memory.of_block[number] = static_cast<double>(block.peak_activation_bytes);
  }
  const auto blocks = [&](Additive additive, Join join) {
    return std::make_shared<const BlockMetric>(space, variants, std::move(additive), join);
  };
  return {metric_of("macs", blocks(std::move(macs), Join::kSum)),
          metric_of("params", blocks(std::move(params), Join::kSum)),
          metric_of("peak_activation_bytes", blocks(std::move(memory), Join::kLargest))};
}

Metric latency_metric(const std::string& name, const Space& space,
                      std::shared_ptr<const Variants> variants, const Table& table) {
  for (const int resolution : space.open_resolutions)
    if (!table.has_resolution(resolution))
      throw Error("{}: resolution {} is not in it", table.source, resolution);
  const LatencyLookup lookup(space, table);
  Additive ms;
  ms.choices.constant = lookup.constant_ms();
  ms.of_block = lookup.block_ms();
  return metric_of(name, std::make_shared<const BlockMetric>(space, variants, std::move(ms)));
}

Metric accuracy_metric(std::shared_ptr<const Predictor> predictor) {
  const auto score = [predictor](std::span<const Arch> archs, std::span<double> values) {
    (*predictor)(archs, values);
  };
  return {.name = "accuracy", .more_is_better = true, .score = score};
}

}  // namespace ofa
