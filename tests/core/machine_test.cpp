#include "core/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace ofa {
namespace {

std::string processors() {
  std::ostringstream text;
  text << std::ifstream("/proc/cpuinfo").rdbuf();
  return text.str();
}

TEST(Machine, IsTheOneTheSystemDescribes) {
  const Machine machine = this_machine();
  const std::string text = processors();
  EXPECT_GT(machine.cores, 0);
  EXPECT_THAT(text, testing::HasSubstr(machine.processor));
  EXPECT_TRUE(std::ranges::is_sorted(machine.features));
  for (const std::string& feature : machine.features)
    EXPECT_THAT(text, testing::HasSubstr(" " + feature));
#ifdef __x86_64__
  EXPECT_FALSE(machine.processor.empty());
  const bool has_avx2 = text.find(" avx2 ") != std::string::npos;
  EXPECT_EQ(std::ranges::count(machine.features, "avx2"), has_avx2);
  EXPECT_EQ(std::ranges::count(machine.features, "sse2"), 0);
#endif
}

TEST(Machine, IsTheSameTwice) {
  EXPECT_EQ(this_machine(), this_machine());
}

}  // namespace
}  // namespace ofa
