#include "trainers/precision.h"

#include <gtest/gtest.h>

namespace ofa {
namespace {

TEST(Precision, IsBfloat16WhereThatIsQuicker) {
  const Machine old{.features = {"avx2", "avx512f", "fma"}};
  EXPECT_EQ(resolved(Precision::kAuto, at::kCPU, old), Precision::kFp32);
  EXPECT_EQ(resolved(Precision::kAuto, at::kCUDA, old), Precision::kBf16);
  for (const char* feature : {"avx512_bf16", "amx_bf16", "bf16", "svebf16"}) {
    const Machine machine{.features = {"avx2", feature}};
    EXPECT_EQ(resolved(Precision::kAuto, at::kCPU, machine), Precision::kBf16) << feature;
    EXPECT_EQ(resolved(Precision::kFp32, at::kCPU, machine), Precision::kFp32) << feature;
  }
  EXPECT_EQ(resolved(Precision::kBf16, at::kCPU, old), Precision::kBf16);
}

}  // namespace
}  // namespace ofa
