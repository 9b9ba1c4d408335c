#include "latency/lookup.h"

#include <limits>

#include "core/error.h"

namespace ofa {

LatencyLookup::LatencyLookup(const Space& space, const Table& table)
    : table_(table), variants_(space) {
  check_space(table, space.name);
  block_ms_.assign(variants_.size(), std::numeric_limits<double>::quiet_NaN());
  for (int64_t number = 0; number < variants_.size(); ++number) {
    const int resolution = variants_.resolution(number);
    if (!variants_.is_open(number) || !table.has_resolution(resolution)) continue;
    const Graph graph = variants_.graph(number);
    const Block& block = graph.blocks.front();
    block_ms_[number] =
        table.correction.of_block(sums_of(table.at(block, resolution), graph, block));
  }
}

double LatencyLookup::operator()(const Arch& arch) const {
  thread_local std::vector<int64_t> numbers;
  variants_.blocks_of(arch, numbers);
  double ms = table_.correction.constant_ms;
  for (const int64_t number : numbers) ms += block_ms_[number];
  return ms;
}

}  // namespace ofa
