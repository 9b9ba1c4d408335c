#include "space/costs.h"

#include <algorithm>

#include "core/error.h"

namespace ofa {

constexpr int64_t kMostVariants = 10'000'000;

CostTable::CostTable(const Space& space) : space_(space), variants_(space) {
  if (variants_.size() > kMostVariants)
    throw Error("{}: {} different blocks; at most {}", space.name, variants_.size(), kMostVariants);
  blocks_.resize(variants_.size());
  known_.resize(variants_.size());
}

Cost CostTable::operator()(const Arch& arch) {
  if (!std::ranges::binary_search(space_.resolutions, arch.resolution))
    return cost(lower(space_, arch));
  variants_.blocks_of(arch, numbers_);
  Cost total;
  for (const int64_t number : numbers_) {
    if (!known_[number]) {
      const Graph graph = variants_.graph(number);
      blocks_[number] = cost(graph);
      known_[number] = true;
    }
    total += blocks_[number];
  }
  return total;
}

}  // namespace ofa
