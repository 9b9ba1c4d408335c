#pragma once

// A loop compiled twice, for AVX2 and for what every processor has; the right one is taken at run
// time. Neither fuses a product into a sum, so both give the same bits. The compiler vectorises
// the loops of these files by -O3, which CMakeLists.txt gives them.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define OFA_WIDE_LOOP __attribute__((target_clones("avx2", "default")))
#else
#define OFA_WIDE_LOOP
#endif
