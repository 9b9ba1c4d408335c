#include "core/format.h"

#include <gtest/gtest.h>

#include <limits>

namespace ofa {
namespace {

TEST(Format, GroupsDigitsByThousands) {
  EXPECT_EQ(with_thousands(0), "0");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(1000), "1,000");
  EXPECT_EQ(with_thousands(44'731'008), "44,731,008");
  EXPECT_EQ(with_thousands(-999), "-999");
  EXPECT_EQ(with_thousands(-123'456), "-123,456");
  EXPECT_EQ(with_thousands(std::numeric_limits<uint64_t>::max()), "18,446,744,073,709,551,615");
  EXPECT_EQ(with_thousands("21758914160000000000"), "21,758,914,160,000,000,000");
  EXPECT_EQ(with_thousands(""), "");
}

TEST(Format, WritesBytesInPowersOf1000) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(999), "999 B");
  EXPECT_EQ(human_bytes(1000), "1.0 kB");
  EXPECT_EQ(human_bytes(9'960), "10 kB");
  EXPECT_EQ(human_bytes(75'000), "75 kB");
  EXPECT_EQ(human_bytes(999'499), "999 kB");
  EXPECT_EQ(human_bytes(999'500), "1.0 MB");
  EXPECT_EQ(human_bytes(1'234'567), "1.2 MB");
  EXPECT_EQ(human_bytes(139'000'000'000), "139 GB");
  EXPECT_EQ(human_bytes(std::numeric_limits<uint64_t>::max()), "18 EB");
}

TEST(Format, WritesDurationsInTwoUnitsAtMost) {
  EXPECT_EQ(human_duration(0), "0.0 s");
  EXPECT_EQ(human_duration(4.21), "4.2 s");
  EXPECT_EQ(human_duration(59.94), "59.9 s");
  EXPECT_EQ(human_duration(59.96), "1 m 00 s");
  EXPECT_EQ(human_duration(185), "3 m 05 s");
  EXPECT_EQ(human_duration(3599.7), "1 h 00 m");
  EXPECT_EQ(human_duration(3720), "1 h 02 m");
  EXPECT_EQ(human_duration(86'399), "1 d 00 h");
  EXPECT_EQ(human_duration(2 * 86'400 + 7 * 3600), "2 d 07 h");
}

TEST(Format, AdmitsThatADurationIsUnknown) {
  EXPECT_EQ(human_duration(-1), "unknown");
  EXPECT_EQ(human_duration(std::numeric_limits<double>::infinity()), "unknown");
  EXPECT_EQ(human_duration(std::numeric_limits<double>::quiet_NaN()), "unknown");
}

}  // namespace
}  // namespace ofa
