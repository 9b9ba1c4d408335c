// Before Highway in every source of kernels: which kinds of vectors are worth their code. Those
// left out bring nothing to sums of floats, or are of no fixed size, and cannot be kept in arrays.
#pragma once

#define OFA_USELESS_TARGETS \
  (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)

#ifdef OFA_FEW_TARGETS
#define HWY_DISABLED_TARGETS (OFA_USELESS_TARGETS | HWY_SSE4 | HWY_AVX3)
#else
#define HWY_DISABLED_TARGETS OFA_USELESS_TARGETS
#endif
