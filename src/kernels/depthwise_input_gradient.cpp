#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/depthwise_input_gradient.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/depthwise_rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

void input_gradient(const DepthwiseShape& shape, const float* grad_output, const float* weight,
                    float* grad_input, int64_t first_row, int64_t last_row) {
  rows<InputGradient>(shape, grad_output, weight, grad_input, first_row, last_row);
}

void input_gradient_bf16(const DepthwiseShape& shape, const Bfloat16Bits* grad_output,
                         const float* weight, Bfloat16Bits* grad_input, int64_t first_row,
                         int64_t last_row) {
  rows<InputGradient>(shape, grad_output, weight, grad_input, first_row, last_row);
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ofa {

HWY_EXPORT(input_gradient);
HWY_EXPORT(input_gradient_bf16);

template <>
void depthwise_input_gradient(const DepthwiseShape& shape, const float* grad_output,
                              const float* weight, float* grad_input, int64_t first_row,
                              int64_t last_row) {
  HWY_DYNAMIC_DISPATCH(input_gradient)(shape, grad_output, weight, grad_input, first_row, last_row);
}

template <>
void depthwise_input_gradient(const DepthwiseShape& shape, const Bfloat16Bits* grad_output,
                              const float* weight, Bfloat16Bits* grad_input, int64_t first_row,
                              int64_t last_row) {
  HWY_DYNAMIC_DISPATCH(input_gradient_bf16)
  (shape, grad_output, weight, grad_input, first_row, last_row);
}

}  // namespace ofa
#endif
