#include "space/natural.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/random.h"

namespace ofa {
namespace {

__extension__ using Wide = unsigned __int128;

std::string text_of(Wide value) {
  std::string text;
  for (; value; value /= 10) text += static_cast<char>('0' + static_cast<int>(value % 10));
  std::ranges::reverse(text);
  return text.empty() ? "0" : text;
}

TEST(Natural, AgreesWith128Bits) {
  Random random(1, "natural");
  for (int i = 0; i < 5000; ++i) {
    const uint64_t a = random.bits64() >> random.below(64), b = random.bits64() >> random.below(64);
    EXPECT_EQ((Natural(a) + Natural(b)).to_string(), text_of(Wide{a} + b));
    EXPECT_EQ((Natural(a) * Natural(b)).to_string(), text_of(Wide{a} * b));
    EXPECT_EQ(Natural(a) == Natural(b), a == b);
    EXPECT_EQ(Natural(a).to_real(), static_cast<long double>(a));
  }
}

TEST(Natural, CarriesThroughAllDigits) {
  const Natural most(UINT64_MAX);
  EXPECT_EQ((most + 1).to_string(), "18446744073709551616");
  EXPECT_EQ((most * most).to_string(), "340282366920938463426481119284349108225");
  EXPECT_EQ((most * most + most + most).to_string(), text_of(~Wide{0}));
  EXPECT_EQ((most * 0).to_string(), "0");
  EXPECT_EQ(most * 0, Natural());
  EXPECT_EQ(Natural() + 0, Natural(0));
}

TEST(Natural, KnowsBigProducts) {
  Natural factorial = 1, power = 1;
  for (uint64_t i = 2; i <= 50; ++i) factorial *= i;
  for (int i = 0; i < 5; ++i) power *= 7371;
  EXPECT_EQ(factorial.to_string(),
            "30414093201713378043612608166064768844377641568960512000000000000");
  EXPECT_EQ(power.to_string(), "21758655492572485851");
  EXPECT_NEAR(static_cast<double>(factorial.to_real() / 3.0414093201713376e64L), 1, 1e-15);
}

TEST(Natural, TakesItselfAsArgument) {
  Natural a(UINT64_MAX);
  a += a;
  EXPECT_EQ(a.to_string(), "36893488147419103230");
  a *= a;
  EXPECT_EQ(a.to_string(), "1361129467683753853705924477137396432900");
}

}  // namespace
}  // namespace ofa
