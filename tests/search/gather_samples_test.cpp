#include "search/gather_samples.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "algorithm_testing.h"
#include "fake_supernet.h"
#include "predictor_testing.h"
#include "space/count.h"

namespace ofa {
namespace {

using testing::Each;
using testing::IsEmpty;
using testing::SizeIs;

constexpr double kFewArchs = 300'000;

class SpreadOverMacs : public EverySpace {
 protected:
  double macs(const Arch& arch) { return static_cast<double>(costs_(arch).macs); }

  // Between neighbours and at the ends, as a part of what the space spans.
  double largest_gap(std::span<const Arch> archs) {
    const double least = macs(min_arch(space_)), most = macs(max_arch(space_));
    std::vector<double> all{least, most};
    for (const Arch& arch : archs) all.push_back(macs(arch));
    std::ranges::sort(all);
    double gap = 0;
    for (size_t i = 1; i < all.size(); ++i) gap = std::max(gap, all[i] - all[i - 1]);
    return gap / (most - least);
  }
  bool has_few_archs() const { return num_archs(space_).to_real() < kFewArchs; }

  CostTable costs_{space_};
};
OFA_OVER_EVERY_SPACE(SpreadOverMacs);

TEST_P(SpreadOverMacs, GivesArchsOfTheSpaceNoneOfThemTwice) {
  const std::vector<Arch> archs = spread_over_macs(space_, 100, 1);
  EXPECT_EQ(ArchSet(archs.begin(), archs.end()).size(), archs.size());
  for (const Arch& arch : archs) EXPECT_TRUE(contains(space_, arch));
  EXPECT_EQ(static_cast<double>(archs.size()),
            std::min(100.0, static_cast<double>(num_archs(space_).to_real())));
}

TEST_P(SpreadOverMacs, FollowsItsSeed) {
  const std::vector<Arch> archs = spread_over_macs(space_, 50, 1);
  EXPECT_EQ(spread_over_macs(space_, 50, 1), archs);
  if (!has_few_archs()) {
    EXPECT_NE(spread_over_macs(space_, 50, 2), archs);
  }
}

TEST_P(SpreadOverMacs, BeginsWithTheLeastAndTheMost) {
  const std::vector<Arch> archs = spread_over_macs(space_, 2, 1);
  ASSERT_THAT(archs, SizeIs(2));
  EXPECT_EQ(macs(archs[0]), macs(min_arch(space_)));
  EXPECT_EQ(macs(archs[1]), macs(max_arch(space_)));
  EXPECT_THAT(spread_over_macs(space_, 1, 1), testing::ElementsAre(archs[0]));
  EXPECT_THAT(spread_over_macs(space_, 0, 1), IsEmpty());
}

// As evenly as halving again and again can, but for what a small space itself leaves out.
TEST_P(SpreadOverMacs, IsSpreadWhereverItIsCutOff) {
  const double between_all = has_few_archs() ? largest_gap(enumerate(space_)) : 0;
  const std::vector<Arch> archs = spread_over_macs(space_, 65, 1);
  double most = 1;
  for (size_t count = 2; count <= archs.size(); ++count) {
    if (most * static_cast<double>(count - 1) == 2) most /= 2;
    ASSERT_LT(largest_gap(std::span(archs).first(count)), 1.4 * (most + between_all)) << count;
  }
}

class GatherSamples : public testing::Test {
 protected:
  std::vector<AccuracySample> gather(const SamplingOptions& options) {
    return gather_samples(supernet_.space(), supernet_, options);
  }
  static std::vector<Arch> archs_of(const std::vector<AccuracySample>& samples) {
    std::vector<Arch> archs;
    for (const AccuracySample& sample : samples) archs.push_back(sample.arch);
    return archs;
  }
  // The part of archs of about the same MACs that are less accurate.
  double part_beaten(const Arch& arch, const std::vector<Arch>& others, CostTable& costs) const {
    const double macs = static_cast<double>(costs(arch).macs);
    int alike = 0, beaten = 0;
    for (const Arch& other : others)
      if (std::abs(static_cast<double>(costs(other).macs) - macs) < 0.05 * macs) {
        ++alike;
        beaten += supernet_.truth(other) < supernet_.truth(arch);
      }
    return alike == 0 ? 1 : beaten / static_cast<double>(alike);
  }

  FakeSupernet supernet_{load_space("fashion")};
};

TEST_F(GatherSamples, SpreadsSomeAndTakesTheRestFromTheFront) {
  const std::vector<AccuracySample> samples = gather({.samples = 60, .rounds = 2, .seed = 3});
  EXPECT_THAT(samples, SizeIs(60));
  const std::vector<Arch> archs = archs_of(samples);
  EXPECT_EQ(ArchSet(archs.begin(), archs.end()).size(), archs.size());
  EXPECT_EQ(supernet_.measured, archs);
  for (const AccuracySample& sample : samples) {
    EXPECT_EQ(sample.accuracy, supernet_.truth(sample.arch));
    EXPECT_EQ(sample.halves[0], sample.accuracy - 0.001);
    EXPECT_EQ(sample.halves[1], sample.accuracy + 0.001);
  }
  const std::vector<Arch> spread(archs.begin(), archs.begin() + 36);
  EXPECT_EQ(spread, spread_over_macs(supernet_.space(), 36, 3));
  const std::vector<Arch> others = spread_over_macs(supernet_.space(), 400, 4);
  CostTable costs(supernet_.space());
  const auto mean_beaten = [&](std::span<const Arch> some) {
    double sum = 0;
    for (const Arch& arch : some) sum += part_beaten(arch, others, costs);
    return sum / static_cast<double>(some.size());
  };
  EXPECT_LT(mean_beaten(spread), 0.65);
  EXPECT_GT(mean_beaten(std::span(archs).subspan(36, 12)), 0.8);
  EXPECT_GT(mean_beaten(std::span(archs).subspan(48)), 0.9);
}

TEST_F(GatherSamples, FollowsItsSeed) {
  const SamplingOptions options{.samples = 25, .rounds = 1, .seed = 1};
  const std::vector<Arch> archs = archs_of(gather(options));
  EXPECT_EQ(archs_of(gather(options)), archs);
  SamplingOptions other = options;
  other.seed = 2;
  EXPECT_NE(archs_of(gather(other)), archs);
}

TEST_F(GatherSamples, SpreadsAllWhereThereAreNoRounds) {
  const std::vector<AccuracySample> samples = gather({.samples = 30, .rounds = 0, .seed = 1});
  EXPECT_EQ(archs_of(samples), spread_over_macs(supernet_.space(), 30, 1));
}

TEST_F(GatherSamples, MeasuresAsItIsTold) {
  gather({.samples = 10, .rounds = 0, .accuracy = {.images = 321, .calibration = 45}});
  EXPECT_THAT(supernet_.settings_seen, SizeIs(2));
  EXPECT_THAT(supernet_.settings_seen,
              Each(testing::AllOf(testing::Field(&AccuracySettings::images, 321),
                                  testing::Field(&AccuracySettings::calibration, 45))));
}

// As many as a predictor takes are spread, even where that is more than their share.
TEST_F(GatherSamples, MayBeAsFewAsAPredictorTakes) {
  for (const int samples : {10, 11, 16})
    EXPECT_THAT(gather({.samples = samples, .rounds = 2}), SizeIs(samples));
}

TEST_F(GatherSamples, BeginsNoBatchAfterItsBudget) {
  using std::chrono::milliseconds;
  supernet_.before_batch = [] { std::this_thread::sleep_for(milliseconds(20)); };
  const std::vector<AccuracySample> samples = gather({.samples = 200, .most_seconds = 0.05});
  EXPECT_LE(samples.size(), 3 * 8u);
  EXPECT_EQ(samples.size(), supernet_.measured.size());
}

TEST_F(GatherSamples, MeasuresWhatAPredictorTakesHoweverSmallItsBudget) {
  EXPECT_THAT(gather({.samples = 200, .most_seconds = 1e-9}), SizeIs(2 * 8));
}

TEST_F(GatherSamples, KeepsWhatItsBudgetAllowed) {
  const std::vector<AccuracySample> samples =
      gather({.samples = 30, .rounds = 0, .most_seconds = 1e6, .seed = 1});
  EXPECT_THAT(samples, SizeIs(30));
}

// What was measured before an interruption costs nothing the second time: the same is asked for.
TEST_F(GatherSamples, AsksForTheSameAfterAnInterruption) {
  const SamplingOptions options{.samples = 30, .rounds = 0, .seed = 1};
  const std::vector<Arch> whole = archs_of(gather(options));
  supernet_.measured.clear();
  supernet_.fails_after = 10;
  EXPECT_EQ(error_of([&] { gather(options); }), "stopped by the test");
  EXPECT_EQ(supernet_.measured, std::vector<Arch>(whole.begin(), whole.begin() + 10));
}

TEST(GatherSamplesOfSmallSpaces, EndsWhereAllArchsAreMeasured) {
  FakeSupernet of_eight(load_space("efficientnet"));
  EXPECT_THAT(gather_samples(of_eight.space(), of_eight, {.samples = 50}), SizeIs(8));
  FakeSupernet of_sixteen(load_space("mobilenet_v1"));
  EXPECT_THAT(gather_samples(of_sixteen.space(), of_sixteen, {.samples = 50}), SizeIs(16));
}

}  // namespace
}  // namespace ofa
