// Blocks of channels, as every direction of a depthwise convolution takes them. Included once for
// each target, within HWY_TARGET_INCLUDE's file.
#if defined(OFA_KERNELS_DEPTHWISE_BLOCKS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OFA_KERNELS_DEPTHWISE_BLOCKS_INL_H_
#undef OFA_KERNELS_DEPTHWISE_BLOCKS_INL_H_
#else
#define OFA_KERNELS_DEPTHWISE_BLOCKS_INL_H_
#endif

#include "kernels/blocks-inl.h"
#include "kernels/depthwise.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

using Wide = hn::CappedTag<float, 16>;
using Narrow = hn::CappedTag<float, 8>;

// Calls run(block, first channel, how many of its channels an earlier block has had): the last
// block is moved back to end where the channels do.
template <typename T, class Run>
HWY_INLINE void for_each_block(int64_t channels, const Run& run) {
  using Largest = Block<Wide, T>;
  using Smallest = Block<Narrow, T>;
  if (channels < Smallest::kChannels) {
    run(PartialBlock<Smallest>{channels}, int64_t{0}, int64_t{0});
    return;
  }
  int64_t at = 0;
  for (; at + Largest::kChannels <= channels; at += Largest::kChannels)
    run(Largest(), at, int64_t{0});
  for (; at < channels; at += Smallest::kChannels) {
    const int64_t first = std::min(at, channels - Smallest::kChannels);
    run(Smallest(), first, at - first);
  }
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
