#include "core/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace ofa {
namespace {

using Values = std::vector<double>;

// Of few different values there are many ties.
Values draw(size_t count, uint64_t different, uint64_t stream) {
  Random random(1, "statistics test", stream);
  Values values;
  while (values.size() < count) values.push_back(static_cast<double>(random.below(different)));
  return values;
}

TEST(Quantile, LiesBetweenTwoValuesByTheirDistance) {
  EXPECT_DOUBLE_EQ(quantile({4, 1, 3, 2}, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(quantile({4, 1, 3, 2}, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(quantile({60, 10, 50, 20, 40, 30}, 0.2), 20);
  EXPECT_DOUBLE_EQ(quantile({0, 10}, 0.05), 0.5);
  EXPECT_DOUBLE_EQ(quantile({-3, -1, -2}, 0.5), -2);
}

TEST(Quantile, EndsAtTheLeastAndTheMost) {
  EXPECT_DOUBLE_EQ(quantile({4, 1, 3, 2}, 0), 1);
  EXPECT_DOUBLE_EQ(quantile({4, 1, 3, 2}, 1), 4);
  for (const double share : {0.0, 0.3, 1.0}) EXPECT_DOUBLE_EQ(quantile({7}, share), 7);
}

TEST(Errors, ArePartsOfWhatWasExpected) {
  const Values expected{10, 20, 40}, found{11, 18, 40};
  EXPECT_DOUBLE_EQ(mean(expected), 70.0 / 3);
  EXPECT_NEAR(mean_relative_error(expected, found), 0.2 / 3, 1e-15);
  EXPECT_NEAR(mean_relative_error(found, expected), (1.0 / 11 + 2.0 / 18) / 3, 1e-15);
}

TEST(Errors, CountWhatIsNoFurtherOffThanALimit) {
  const Values expected{8, 8, 8, 8}, found{8, 9, 7, 10};  // off by 0, 1/8, 1/8, 1/4
  EXPECT_DOUBLE_EQ(share_within(expected, found, 0), 0.25);
  EXPECT_DOUBLE_EQ(share_within(expected, found, 0.124), 0.25);
  EXPECT_DOUBLE_EQ(share_within(expected, found, 0.125), 0.75);
  EXPECT_DOUBLE_EQ(share_within(expected, found, 0.25), 1);
}

// The examples of SciPy's documentation, and what it prints.
TEST(Correlation, GivesTheExamplesOfSciPy) {
  EXPECT_NEAR(pearson(Values{1, 2, 3, 4, 5}, Values{10, 9, 2.5, 6, 4}), -0.7426106572325057, 1e-14);
  EXPECT_NEAR(spearman(Values{1, 2, 3, 4, 5}, Values{5, 6, 7, 8, 7}), 0.8207826816681233, 1e-14);
  EXPECT_NEAR(kendall(Values{12, 2, 1, 12, 2}, Values{1, 4, 7, 1, 0}), -0.47140452079103173, 1e-14);
}

TEST(Correlation, IsOneOfWhatRunsAlikeAndMinusOneOfWhatRunsAgainst) {
  const Values up{1, 2, 3, 4, 5}, down{5, 4, 3, 2, 1}, steep{1, 10, 100, 1000, 10000};
  for (const auto measure : {pearson, spearman, kendall}) {
    EXPECT_NEAR(measure(up, up), 1, 1e-14);
    EXPECT_NEAR(measure(up, down), -1, 1e-14);
  }
  EXPECT_NEAR(spearman(up, steep), 1, 1e-14);
  EXPECT_NEAR(kendall(up, steep), 1, 1e-14);
  EXPECT_LT(pearson(up, steep), 0.8);
}

TEST(Correlation, OfAConstantIsZero) {
  const Values constant{0.1, 0.1, 0.1}, other{1, 3, 2};
  for (const auto measure : {pearson, spearman, kendall}) {
    EXPECT_EQ(measure(constant, other), 0);
    EXPECT_EQ(measure(other, constant), 0);
    EXPECT_EQ(measure(constant, constant), 0);
  }
}

// n sum xy - sum x sum y over the same of x and of y.
TEST(Pearson, IsTheFormulaOfSums) {
  for (uint64_t stream = 0; stream < 20; ++stream) {
    const Values a = draw(30, 50, stream), b = draw(30, 7, stream + 100);
    double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < a.size(); ++i) {
      x += a[i], y += b[i];
      xx += a[i] * a[i], yy += b[i] * b[i], xy += a[i] * b[i];
    }
    EXPECT_NEAR(pearson(a, b), (30 * xy - x * y) / std::sqrt((30 * xx - x * x) * (30 * yy - y * y)),
                1e-12);
  }
}

// Without ties: 1 - 6 sum d^2 / (n (n^2 - 1)), d the difference of two ranks.
TEST(Spearman, IsTheFormulaOfRankDifferences) {
  for (uint64_t stream = 0; stream < 20; ++stream) {
    Values a = draw(25, 1'000'000, stream), b = draw(25, 1'000'000, stream + 100);
    const auto rank = [](const Values& values, double value) {
      return static_cast<double>(
          std::ranges::count_if(values, [&](double v) { return v < value; }));
    };
    double squares = 0;
    for (size_t i = 0; i < a.size(); ++i) squares += std::pow(rank(a, a[i]) - rank(b, b[i]), 2);
    EXPECT_NEAR(spearman(a, b), 1 - 6 * squares / (25 * (25 * 25 - 1)), 1e-12);
  }
}

// Tied values share the mean of the ranks they take up.
TEST(Spearman, GivesTiesTheirMeanRank) {
  for (uint64_t stream = 0; stream < 20; ++stream) {
    const Values a = draw(30, 6, stream), b = draw(30, 9, stream + 100);
    const auto ranks = [](const Values& values) {
      Values all;
      for (const double value : values) {
        const auto less = std::ranges::count_if(values, [&](double v) { return v < value; });
        const auto equal = std::ranges::count(values, value);
        all.push_back(static_cast<double>(less) + static_cast<double>(equal + 1) / 2);
      }
      return all;
    };
    EXPECT_NEAR(spearman(a, b), pearson(ranks(a), ranks(b)), 1e-12);
  }
}

// (P - Q) / sqrt((P + Q + T) (P + Q + U)), T and U the pairs tied in one list alone.
TEST(Kendall, IsTheFormulaOfPairs) {
  for (uint64_t stream = 0; stream < 20; ++stream) {
    const Values a = draw(30, 6, stream), b = draw(30, 9, stream + 100);
    double with = 0, against = 0, tied_a = 0, tied_b = 0;
    for (size_t i = 0; i < a.size(); ++i)
      for (size_t j = i + 1; j < a.size(); ++j) {
        if (a[i] == a[j] && b[i] == b[j]) continue;
        if (a[i] == a[j]) {
          ++tied_a;
        } else if (b[i] == b[j]) {
          ++tied_b;
        } else {
          ++((a[i] < a[j]) == (b[i] < b[j]) ? with : against);
        }
      }
    const double scale = std::sqrt((with + against + tied_a) * (with + against + tied_b));
    EXPECT_NEAR(kendall(a, b), (with - against) / scale, 1e-12);
  }
}

TEST(SpreadPlaces, GoFromTheFirstToTheLast) {
  using Places = std::vector<size_t>;
  EXPECT_EQ(spread_places(5, 3), (Places{0, 2, 4}));
  EXPECT_EQ(spread_places(5, 2), (Places{0, 4}));
  EXPECT_EQ(spread_places(5, 1), (Places{0}));
  EXPECT_EQ(spread_places(3, 8), (Places{0, 1, 2}));
  EXPECT_EQ(spread_places(5, 0), Places{});
  EXPECT_EQ(spread_places(0, 5), Places{});
}

}  // namespace
}  // namespace ofa
