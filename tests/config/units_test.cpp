#include "config/units.h"

#include <gtest/gtest.h>

#include "config/yaml.h"
#include "core/random.h"
#include "sample.h"

namespace ofa {
namespace {

template <typename T>
T value_of(const std::string& text) {
  return read<T>(parse_yaml(text, "a.yaml"));
}

TEST(Duration, TakesANumberWithItsUnit) {
  EXPECT_EQ(value_of<Duration>("250ms").seconds, 0.25);
  EXPECT_EQ(value_of<Duration>("90s").seconds, 90);
  EXPECT_EQ(value_of<Duration>("10m").seconds, 600);
  EXPECT_EQ(value_of<Duration>("1.5h").seconds, 5400);
  EXPECT_EQ(value_of<Duration>("2d").seconds, 172'800);
}

TEST(Duration, RefusesOtherUnitsAndNone) {
  for (const std::string text :
       {"10", "8 m", "8 minutes", "8min", "-5m", "m", "5M", "nans", "1e999h", "1e308d", "1h30m"}) {
    EXPECT_EQ(read_error<Duration>(text), "a.yaml:1: expected a duration (90s, 10m, 1.5h), got " +
                                              text + "; units are ms, s, m, h, d");
  }
}

TEST(Duration, DumpsInTheUnitThatFits) {
  EXPECT_EQ(to_flow(dump(Duration{480})), "8m");
  EXPECT_EQ(to_flow(dump(Duration{5400})), "90m");
  EXPECT_EQ(to_flow(dump(Duration{86'400})), "1d");
  EXPECT_EQ(to_flow(dump(Duration{0.25})), "0.25s");
  EXPECT_EQ(to_flow(dump(Duration{0})), "0s");
  for (uint64_t round = 0; round < 5000; ++round) {
    Random random(5, "durations", round);
    const Duration duration{random.uniform() *
                            static_cast<double>(uint64_t{1} << random.below(60))};
    EXPECT_EQ(value_of<Duration>(to_yaml(dump(duration))), duration);
    const Duration whole{static_cast<double>(random.below(1'000'000))};
    EXPECT_EQ(value_of<Duration>(to_yaml(dump(whole))), whole);
  }
}

TEST(Fraction, TakesPercentOrANumber) {
  EXPECT_EQ(value_of<Fraction>("5%").value, 0.05);
  EXPECT_EQ(value_of<Fraction>("0.05").value, 0.05);
  EXPECT_EQ(value_of<Fraction>("100%").value, 1);
  EXPECT_EQ(to_flow(dump(Fraction{0.07})), "0.07");
}

TEST(Fraction, RefusesWhatIsNone) {
  for (const std::string text : {"5", "150%", "-1%", "5 %", "x", "%5", "nan%"}) {
    if (text.front() == '%') continue;
    EXPECT_EQ(read_error<Fraction>(text),
              "a.yaml:1: expected a fraction (5% or 0.05) from 0 to 1, got " + text);
  }
}

TEST(Count, TakesPowersOfAThousand) {
  EXPECT_EQ(value_of<Count>("500").value, 500);
  EXPECT_EQ(value_of<Count>("2.3k").value, 2300);
  EXPECT_EQ(value_of<Count>("1.5M").value, 1'500'000);
  EXPECT_EQ(value_of<Count>("2G").value, 2'000'000'000);
  EXPECT_EQ(to_flow(dump(Count{1'500'000})), "1500000");
}

TEST(Count, RefusesPartsAndOtherUnits) {
  for (const std::string text :
       {"1.5", "0.0001k", "10 k", "10K", "10m", "k", "1e30", "9007199254740993G"}) {
    EXPECT_EQ(read_error<Count>(text), "a.yaml:1: expected a count (500, 10k, 1.5M), got " + text +
                                           "; k, M and G are powers of 1000");
  }
}

}  // namespace
}  // namespace ofa
