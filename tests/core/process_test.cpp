#include "core/process.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "tests/core/child.h"

namespace ofa {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kOwnMalloc = true;
#else
constexpr bool kOwnMalloc = false;
#endif

constexpr char kCapacity[] = "ONEDNN_PRIMITIVE_CACHE_CAPACITY";

bool keeps_denormals() {
  volatile float smallest = 2e-38f;
  volatile float product = smallest * 0.1f;
  volatile float denormal = 1e-40f;
  volatile float back = denormal * 1e10f;
  // A comparison would take a denormal for zero too.
  return std::bit_cast<uint32_t>(float{product}) != 0 || back != 0;
}

bool thread_keeps_denormals() {
  bool keeps = false;
  std::thread([&] { keeps = keeps_denormals(); }).join();
  return keeps;
}

// Volatile, or the compiler leaves out a pair of malloc and free.
char* volatile block;

void touch_a_large_block() {
  constexpr size_t kBytes = 200'000'000;
  block = static_cast<char*>(std::malloc(kBytes));
  std::memset(block, 1, kBytes);
}

long num_page_faults() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt + usage.ru_majflt;
}

TEST(Process, FlushesDenormalsInThisThreadAndThoseStartedLater) {
#ifndef __SSE2__
  GTEST_SKIP() << "only done on x86";
#endif
  const ChildEnd before = in_child([] { return std::to_string(keeps_denormals()); });
  EXPECT_EQ(before.text, "1");
  const ChildEnd after = in_child([] {
    setup_process();
    return std::to_string(keeps_denormals()) + std::to_string(thread_keeps_denormals());
  });
  EXPECT_EQ(after.text, "00");
}

TEST(Process, DoesNotMapLargeBlocks) {
  if (kOwnMalloc) GTEST_SKIP() << "the sanitizer brings its own malloc";
  const auto num_mapped = [] {
    touch_a_large_block();
    return std::to_string(::mallinfo2().hblks);
  };
  EXPECT_EQ(in_child(num_mapped).text, "1");
  EXPECT_EQ(in_child([&] { return setup_process(), num_mapped(); }).text, "0");
}

TEST(Process, TakesLargeBlocksAgainWithoutPageFaults) {
  if (kOwnMalloc) GTEST_SKIP() << "the sanitizer brings its own malloc";
  const ChildEnd end = in_child([] {
    setup_process();
    touch_a_large_block();
    std::free(block);
    const long before = num_page_faults();
    touch_a_large_block();
    return std::to_string(num_page_faults() - before);
  });
  EXPECT_LT(std::stol(end.text), 100);
}

TEST(Process, EnlargesThePrimitiveCacheUnlessTheUserHasChosen) {
  const auto capacity = [](const char* chosen) {
    return in_child([&]() -> std::string {
             ::unsetenv(kCapacity);
             if (chosen) ::setenv(kCapacity, chosen, 1);
             setup_process();
             return std::getenv(kCapacity);
           })
        .text;
  };
  EXPECT_EQ(capacity(nullptr), "8192");
  EXPECT_EQ(capacity("16"), "16");
}

TEST(Process, KnowsTheMostMemoryItHeld) {
  const ChildEnd end = in_child([] {
    const int64_t before = peak_memory_bytes();
    touch_a_large_block();
    std::free(block);
    return std::to_string(peak_memory_bytes() - before);
  });
  EXPECT_GT(std::stol(end.text), 190'000'000);
  EXPECT_LT(std::stol(end.text), kOwnMalloc ? 400'000'000 : 210'000'000);
}

TEST(Process, CanBeSetUpTwice) {
  const ChildEnd end = in_child([] {
    setup_process();
    setup_process();
    return std::string(std::getenv(kCapacity)) + std::to_string(keeps_denormals());
  });
  EXPECT_EQ(end.text, "81920");
}

}  // namespace
}  // namespace ofa
