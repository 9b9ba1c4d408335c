#include "search/block_metric.h"

#include <algorithm>

namespace ofa {

BlockMetric::BlockMetric(const Space& space, std::shared_ptr<const Variants> variants,
                         Additive additive, Join join)
    : space_(space), variants_(std::move(variants)), additive_(std::move(additive)), join_(join) {}

double BlockMetric::operator()(const Arch& arch) const {
  if (join_ == Join::kSum) return value(space_, *variants_, additive_, arch);
  thread_local std::vector<int64_t> numbers;
  variants_->blocks_of(arch, numbers);
  double most = 0;
  for (const int64_t number : numbers) most = std::max(most, additive_.block(number));
  return most;
}

std::vector<Extreme> BlockMetric::extremes(bool most) const {
  return ofa::extremes(space_, *variants_, additive_, join_, most);
}

}  // namespace ofa
