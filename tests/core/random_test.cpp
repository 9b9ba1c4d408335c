#include "core/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

namespace ofa {
namespace {

using Words = std::array<uint32_t, 4>;

// Sum of (observed - expected)^2 / expected; its mean is the number of bins less one.
double chi_square(const std::vector<uint64_t>& counts) {
  double total = 0;
  for (const uint64_t count : counts) total += static_cast<double>(count);
  const double expected = total / static_cast<double>(counts.size());
  double sum = 0;
  for (const uint64_t count : counts) sum += std::pow(static_cast<double>(count) - expected, 2);
  return sum / expected;
}

// Five deviations of the chi-square distribution: a good generator fails once in a million seeds.
void expect_uniform(const std::vector<uint64_t>& counts) {
  const double freedom = static_cast<double>(counts.size() - 1);
  EXPECT_NEAR(chi_square(counts), freedom, 5 * std::sqrt(2 * freedom));
}

double correlation(Random a, Random b) {
  constexpr int kDraws = 100'000;
  double sum = 0;
  for (int i = 0; i < kDraws; ++i) sum += (a.uniform() - 0.5) * (b.uniform() - 0.5);
  return 12 * sum / kDraws;
}

// kat_vectors of Random123 1.14.
TEST(Philox, GivesThePublishedVectors) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, 0), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(philox4x32({kOnes, kOnes, kOnes, kOnes}, 0xffffffffffffffff),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0a4093822),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// Runs are repeated from their seeds: these values hold for ever.
TEST(Random, GivesTheSameNumbersForEver) {
  Random random(42, "arch sampling", 7);
  EXPECT_EQ(random.bits32(), 0x38125107u);
  EXPECT_EQ(random.bits64(), 0x9fab1b089bf2f808u);
  EXPECT_EQ(random.below(1000), 530u);
  EXPECT_EQ(random.below(1'000'000'000'000), 9652966175u);
  EXPECT_DOUBLE_EQ(random.uniform(), 0.49250625267831105);
  EXPECT_DOUBLE_EQ(random.normal(), 1.6928551596920114);
}

TEST(Random, TakesItsWordsFromPhiloxWithStreamAndBlockAsCounter) {
  Random zero(0, "", 0x0123456789abcdef);
  Words first, second;
  for (uint32_t& word : first) word = zero.bits32();
  for (uint32_t& word : second) word = zero.bits32();
  const uint64_t key = 0x2d06800538d394c2;  // XXH3 of nothing
  EXPECT_EQ(first, philox4x32({0, 0, 0x89abcdef, 0x01234567}, key));
  EXPECT_EQ(second, philox4x32({1, 0, 0x89abcdef, 0x01234567}, key));
}

TEST(Random, DependsOnSeedPurposeAndStreamAndOnNothingElse) {
  const auto first = [](uint64_t seed, const char* purpose, uint64_t stream) {
    return Random(seed, purpose, stream).bits64();
  };
  EXPECT_EQ(first(1, "a", 1), first(1, "a", 1));
  const std::set<uint64_t> all = {
      first(1, "a", 1), first(2, "a", 1),          first(1, "b", 1),         first(1, "a", 2),
      first(1, "", 1),  first(1ull << 32, "a", 1), first(1, "a", 1ull << 32)};
  EXPECT_EQ(all.size(), 7u);
}

TEST(Random, HasUniformBits) {
  std::vector<uint64_t> low(256), high(256), bits(32);
  Random random(1, "test");
  for (int i = 0; i < 1'000'000; ++i) {
    const uint32_t draw = random.bits32();
    ++low[draw & 255];
    ++high[draw >> 24];
    for (size_t bit = 0; bit < 32; ++bit) bits[bit] += draw >> bit & 1;
  }
  expect_uniform(low);
  expect_uniform(high);
  for (const uint64_t ones : bits) EXPECT_NEAR(static_cast<double>(ones), 500'000, 2500);
}

TEST(Random, IsUniformAcrossStreamsSeedsAndPurposes) {
  std::vector<uint64_t> streams(256), seeds(256), purposes(256);
  for (uint64_t i = 0; i < 100'000; ++i) {
    ++streams[Random(1, "test", i).bits32() & 255];
    ++seeds[Random(i, "test").bits32() & 255];
    ++purposes[Random(1, std::to_string(i)).bits32() & 255];
  }
  expect_uniform(streams);
  expect_uniform(seeds);
  expect_uniform(purposes);
}

TEST(Random, HasStreamsThatDoNotCorrelate) {
  const double limit = 5 / std::sqrt(100'000.0);
  EXPECT_LT(std::abs(correlation(Random(1, "a", 0), Random(1, "a", 1))), limit);
  EXPECT_LT(std::abs(correlation(Random(1, "a"), Random(2, "a"))), limit);
  EXPECT_LT(std::abs(correlation(Random(1, "a"), Random(1, "b"))), limit);
  EXPECT_GT(correlation(Random(1, "a"), Random(1, "a")), 0.9);
}

TEST(Random, DrawsBelowALimitWithoutBias) {
  // Three quarters of the range: taking the remainder, or not rejecting, would favour every third.
  for (const uint64_t n : {uint64_t{3} << 30, uint64_t{3} << 62}) {
    std::vector<uint64_t> thirds(3), quarters(4);
    Random random(1, "test");
    for (int i = 0; i < 300'000; ++i) {
      const uint64_t draw = random.below(n);
      ASSERT_LT(draw, n);
      ++thirds[draw % 3];
      ++quarters[draw / (n / 4)];
    }
    expect_uniform(thirds);
    expect_uniform(quarters);
  }
}

TEST(Random, DrawsEveryNumberBelowALimit) {
  for (uint64_t n = 1; n <= 70; ++n) {
    std::vector<uint64_t> counts(n);
    Random random(n, "test");
    for (uint64_t i = 0; i < 2000 * n; ++i) ++counts.at(random.below(n));
    if (n > 1) expect_uniform(counts);
  }
  Random random(1, "test");
  EXPECT_LT(random.below(uint64_t{1} << 32), uint64_t{1} << 32);
  EXPECT_THROW(random.below(0), std::invalid_argument);
}

TEST(Random, DrawsUniformFractions) {
  std::vector<uint64_t> counts(1000);
  Random random(1, "test");
  for (int i = 0; i < 1'000'000; ++i) ++counts.at(static_cast<size_t>(1000 * random.uniform()));
  expect_uniform(counts);
}

TEST(Random, DrawsNormalsWithTheMomentsOfTheNormalDistribution) {
  constexpr int kDraws = 1'000'000;
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0, beyond_two = 0;
  Random random(1, "test");
  for (int i = 0; i < kDraws; ++i) {
    const double x = random.normal();
    m1 += x, m2 += x * x, m3 += x * x * x, m4 += x * x * x * x;
    beyond_two += std::abs(x) > 2;
  }
  const double deviation = 1 / std::sqrt(kDraws);
  EXPECT_NEAR(m1 / kDraws, 0, 5 * deviation);
  EXPECT_NEAR(m2 / kDraws, 1, 5 * deviation * std::sqrt(2));
  EXPECT_NEAR(m3 / kDraws, 0, 5 * deviation * std::sqrt(15));
  EXPECT_NEAR(m4 / kDraws, 3, 5 * deviation * std::sqrt(96));
  EXPECT_NEAR(beyond_two / kDraws, 0.0455003, 5 * deviation * 0.2084);
}

}  // namespace
}  // namespace ofa
