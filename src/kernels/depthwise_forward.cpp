#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/depthwise_forward.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/depthwise_rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

void forward(const DepthwiseShape& shape, const float* input, const float* weight, float* output,
             int64_t first_row, int64_t last_row) {
  rows<Forward>(shape, input, weight, output, first_row, last_row);
}

void forward_bf16(const DepthwiseShape& shape, const Bfloat16Bits* input, const float* weight,
                  Bfloat16Bits* output, int64_t first_row, int64_t last_row) {
  rows<Forward>(shape, input, weight, output, first_row, last_row);
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ofa {

HWY_EXPORT(forward);
HWY_EXPORT(forward_bf16);

template <>
void depthwise_forward(const DepthwiseShape& shape, const float* input, const float* weight,
                       float* output, int64_t first_row, int64_t last_row) {
  HWY_DYNAMIC_DISPATCH(forward)(shape, input, weight, output, first_row, last_row);
}

template <>
void depthwise_forward(const DepthwiseShape& shape, const Bfloat16Bits* input, const float* weight,
                       Bfloat16Bits* output, int64_t first_row, int64_t last_row) {
  HWY_DYNAMIC_DISPATCH(forward_bf16)(shape, input, weight, output, first_row, last_row);
}

}  // namespace ofa
#endif
