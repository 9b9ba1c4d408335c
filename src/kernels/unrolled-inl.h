// Loops that the compiler sees as straight code. Included once for each target.
#if defined(OFA_KERNELS_UNROLLED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OFA_KERNELS_UNROLLED_INL_H_
#undef OFA_KERNELS_UNROLLED_INL_H_
#else
#define OFA_KERNELS_UNROLLED_INL_H_
#endif

#include <hwy/highway.h>

#include <utility>

// What a lambda is called with stays in registers only if the compiler inlines it at once.
#ifndef OFA_INLINE_LAMBDA
#define OFA_INLINE_LAMBDA HWY_ATTR __attribute__((always_inline))
#endif

HWY_BEFORE_NAMESPACE();
namespace ofa::HWY_NAMESPACE {

// Calls run with a constant 0, 1, ... count - 1.
template <int count, class Run>
HWY_INLINE void unrolled(const Run& run) {
  [&]<int... i>(std::integer_sequence<int, i...>) OFA_INLINE_LAMBDA {
    (run(std::integral_constant<int, i>()), ...);
  }
  (std::make_integer_sequence<int, count>());
}

}  // namespace ofa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
