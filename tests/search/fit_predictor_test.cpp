#include "search/fit_predictor.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/random.h"
#include "core/statistics.h"
#include "predictor_testing.h"
#include "search/linear_value.h"
#include "space/costs.h"
#include "space/count.h"
#include "space/sample.h"
#include "tests/resources.h"

namespace ofa {
namespace {

constexpr double kNoise = 0.003;
const MlpOptions kOptions{.steps = kIsSlow ? 100 : 1000};

using Truth = std::function<double(const Arch&)>;

// Every candidate and resolution brings something of its own.
Truth additive(const Space& space) {
  Random random(1, "fit test truth");
  const double scale = 0.03 / std::sqrt(1.0 + static_cast<double>(space.choices.size()));
  LinearValue linear{.constant = 0.7};
  for (size_t i = 0; i < space.resolutions.size(); ++i)
    linear.of_resolution.push_back(scale * random.normal());
  for (const Choice& choice : space.choices) {
    linear.of_choice.emplace_back();
    for (int i = 0; i < choice.num_candidates(); ++i)
      linear.of_choice.back().push_back(scale * random.normal());
  }
  return [&space, linear](const Arch& arch) { return value(space, linear, arch); };
}

// What each of the first choices brings has the sign that the one before it decides.
Truth interacting(const Space& space) {
  return [&space](const Arch& arch) {
    double sum = 0.7;
    const auto found = std::ranges::find(space.resolutions, arch.resolution);
    bool before = (found - space.resolutions.begin()) % 2 != 0;
    for (int id = 0, left = 3; id < std::ssize(arch.picks) && left > 0; ++id) {
      const Choice& choice = space.choices[id];
      if (choice.block > 0 || choice.num_candidates() < 2) continue;
      const bool own = arch.picks[id] & 1;
      sum += own == before ? 0.03 : -0.03;
      before = own;
      --left;
    }
    return sum;
  };
}

std::vector<AccuracySample> measure(const std::vector<Arch>& archs, const Truth& truth,
                                    double noise) {
  Random random(2, "fit test noise");
  std::vector<AccuracySample> samples;
  for (const Arch& arch : archs) {
    const double accuracy = truth(arch);
    const double first = accuracy + std::sqrt(2) * noise * random.normal();
    const double second = accuracy + std::sqrt(2) * noise * random.normal();
    samples.push_back({arch, (first + second) / 2, {first, second}});
  }
  return samples;
}

double error_on(const Predictor& predictor, const std::vector<Arch>& archs, const Truth& truth) {
  std::vector<double> predicted(archs.size()), expected;
  predictor(archs, predicted);
  for (const Arch& arch : archs) expected.push_back(truth(arch));
  return root_mean_square_error(predicted, expected);
}

class FitPredictorOf : public EverySpace {
 protected:
  bool has_enough_archs() const { return num_archs(space_).to_real() >= 10; }
  PredictorParts fit(const std::vector<AccuracySample>& samples) const {
    return fit_predictor(space_, samples, 1, kOptions);
  }
};
OFA_OVER_EVERY_SPACE(FitPredictorOf);

TEST_P(FitPredictorOf, TakesARidgeWhereAccuraciesAddUp) {
  if (!has_enough_archs() || space_.name == "mobilenet_v1")
    GTEST_SKIP() << "too few archs to fit on";
  const Truth truth = additive(space_);
  const std::vector<AccuracySample> samples = measure(draw_archs(space_, 400, 1), truth, kNoise);
  const PredictorParts parts = fit(samples);
  ASSERT_TRUE(parts.quality);
  EXPECT_EQ(parts.quality->kind, "ridge");
  EXPECT_EQ(parts.members.size(), 1U);
  EXPECT_EQ(parts.samples, 400);
  EXPECT_EQ(parts.quality->spread, 0);
  // The noise, and what it does to weights, of which there are some 150 at most.
  EXPECT_GT(parts.quality->rmse, 0.85 * kNoise);
  EXPECT_LT(parts.quality->rmse, 1.5 * kNoise);
  EXPECT_LT(error_on(Predictor(space_, parts), draw_archs(space_, 300, 2), truth), 0.8 * kNoise);
}

TEST_P(FitPredictorOf, TakesNetworksWhereTheyDoNot) {
  if (!has_enough_archs() || space_.name == "mobilenet_v1")
    GTEST_SKIP() << "too few archs to fit on";
  if (kIsSlow && space_.choices.size() > 20) GTEST_SKIP() << "more picks than few steps can learn";
  const Truth truth = interacting(space_);
  const PredictorParts parts = fit(measure(draw_archs(space_, 800, 1), truth, kNoise));
  EXPECT_EQ(parts.quality->kind, "mlp");
  EXPECT_EQ(parts.members.size(), 5U);
  EXPECT_GT(parts.quality->spread, 0);
  EXPECT_LT(parts.quality->rmse, 0.9 * parts.quality->other_rmse);
  const double error = error_on(Predictor(space_, parts), draw_archs(space_, 300, 2), truth);
  EXPECT_LT(error, 1.1 * parts.quality->rmse);
}

TEST_P(FitPredictorOf, NeedsTenDifferentArchs) {
  const std::vector<Arch> archs = draw_archs(space_, 9, 3);
  std::vector<AccuracySample> samples = measure(archs, additive(space_), 0.01);
  const std::vector<AccuracySample> again = measure(archs, additive(space_), 0.02);
  samples.insert(samples.end(), again.begin(), again.end());
  EXPECT_THAT(error_of([&] { fit(samples); }),
              testing::MatchesRegex("a predictor of " + space_.name +
                                    " takes 10 different archs at least; [1-9] were measured: .*"));
}

class FitPredictor : public testing::Test {
 protected:
  std::vector<AccuracySample> some(int count, double noise = kNoise) const {
    return measure(draw_archs(space_, count, 1), additive(space_), noise);
  }
  std::string refusal(const std::vector<AccuracySample>& samples) const {
    return error_of([&] { fit_predictor(space_, samples, 1, kOptions); });
  }

  const Space space_ = load_space("fashion");
};

TEST_F(FitPredictor, FollowsItsSeed) {
  const std::vector<AccuracySample> samples =
      measure(draw_archs(space_, 100, 1), interacting(space_), 0);
  const PredictorParts one = fit_predictor(space_, samples, 1, kOptions);
  const PredictorParts two = fit_predictor(space_, samples, 1, kOptions);
  EXPECT_EQ(one.members, two.members);
  EXPECT_EQ(one.quality, two.quality);
  EXPECT_NE(one.quality, fit_predictor(space_, samples, 2, kOptions).quality);
}

TEST_F(FitPredictor, TellsWhatItsOrderIsToBeHeldAgainst) {
  std::vector<AccuracySample> samples = some(60);
  std::vector<double> first, second, macs, accuracies;
  CostTable costs(space_);
  for (const AccuracySample& sample : samples) {
    first.push_back(sample.halves[0]);
    second.push_back(sample.halves[1]);
    macs.push_back(static_cast<double>(costs(sample.arch).macs));
    accuracies.push_back(sample.accuracy);
  }
  const PredictorParts parts = fit_predictor(space_, samples, 1, kOptions);
  EXPECT_EQ(parts.quality->halves_kendall, kendall(first, second));
  EXPECT_NEAR(parts.quality->macs_kendall, kendall(macs, accuracies), 1e-12);
  for (AccuracySample& sample : samples) sample.halves = {};
  EXPECT_FALSE(fit_predictor(space_, samples, 1, kOptions).quality->halves_kendall);
}

// Accuracy that is MACs alone is found from few samples, and MACs rank it as well.
TEST_F(FitPredictor, ReadsMacsWhereTheyTellMore) {
  const Encoder encoder(space_, Encoding::kOneHotAndMacs);
  const Truth truth = [&](const Arch& arch) {
    Codes codes;
    encoder.encode(std::span(&arch, 1), codes);
    return 0.6 + 0.1 * codes.reals[0];
  };
  const PredictorParts parts =
      fit_predictor(space_, measure(draw_archs(space_, 30, 1), truth, 1e-4), 1, kOptions);
  EXPECT_EQ(parts.encoding, Encoding::kOneHotAndMacs);
  EXPECT_GT(parts.quality->macs_kendall, 0.98);
  EXPECT_LT(error_on(Predictor(space_, parts), draw_archs(space_, 300, 2), truth), 1e-3);
}

TEST_F(FitPredictor, LeavesMacsOutWhereTheyTellNoMore) {
  EXPECT_EQ(fit_predictor(space_, some(400), 1, kOptions).encoding, Encoding::kOneHot);
}

// What is learnt from noise alone is its mean, and held out samples say so.
TEST_F(FitPredictor, FindsNothingInNoise) {
  const Truth constant = [](const Arch&) { return 0.5; };
  const PredictorParts parts =
      fit_predictor(space_, measure(draw_archs(space_, 200, 1), constant, 0.01), 1, kOptions);
  EXPECT_GT(parts.quality->rmse, 0.97 * parts.quality->deviation);
  EXPECT_LT(std::abs(parts.quality->kendall), 0.15);
  EXPECT_LT(error_on(Predictor(space_, parts), draw_archs(space_, 300, 2), constant), 0.003);
}

// An arch that was measured twice is never asked of a predictor that was fitted on it.
TEST_F(FitPredictor, DoesNotPraiseItselfForDuplicates) {
  const Truth constant = [](const Arch&) { return 0.5; };
  const std::vector<AccuracySample> once = measure(draw_archs(space_, 40, 1), constant, 0.01);
  std::vector<AccuracySample> samples;
  for (int i = 0; i < 10; ++i) samples.insert(samples.end(), once.begin(), once.end());
  const PredictorParts parts = fit_predictor(space_, samples, 1, kOptions);
  EXPECT_GT(parts.quality->rmse, 0.9 * parts.quality->deviation);
}

TEST_F(FitPredictor, FitsTheFewestSamples) {
  const PredictorParts parts = fit_predictor(space_, some(12), 1, kOptions);
  EXPECT_TRUE(std::isfinite(parts.quality->rmse));
  EXPECT_LT(error_on(Predictor(space_, parts), draw_archs(space_, 300, 2), additive(space_)), 0.05);
}

TEST_F(FitPredictor, RefusesWhatTeachesNothing) {
  std::vector<AccuracySample> samples = some(20);
  for (AccuracySample& sample : samples) sample.accuracy = 0.1;
  EXPECT_EQ(refusal(samples),
            "all 20 measured archs of fashion have accuracy 0.1: nothing can be learnt from them");
  EXPECT_EQ(
      refusal({}),
      "a predictor of fashion takes 10 different archs at least; 0 were measured: measure more, or "
      "search with --accuracy measured");
}

TEST_F(FitPredictor, RefusesWhatIsNoSample) {
  const auto with = [&](const auto& change) {
    std::vector<AccuracySample> samples = some(20);
    change(samples[3]);
    return refusal(samples);
  };
  EXPECT_EQ(with([](AccuracySample& sample) { sample.accuracy = 87.5; }),
            "sample 3: expected an accuracy of 0 .. 1, got 87.5");
  EXPECT_EQ(with([](AccuracySample& sample) { sample.accuracy = std::nan(""); }),
            "sample 3: expected an accuracy of 0 .. 1, got nan");
  EXPECT_EQ(with([](AccuracySample& sample) { sample.halves[1] = -1; }),
            "sample 3: expected an accuracy of 0 .. 1, got -1");
  EXPECT_EQ(with([](AccuracySample& sample) { sample.arch.picks[0] = 7; }),
            "sample 3: no arch of fashion");
  EXPECT_EQ(with([](AccuracySample& sample) { sample.arch.picks.clear(); }),
            "sample 3: no arch of fashion");
  EXPECT_EQ(with([](AccuracySample& sample) { sample.arch.resolution = 26; }),
            "the predictor knows resolutions 24, 28, not 26");
}

TEST_F(FitPredictor, TakesSeconds) {
  const std::vector<AccuracySample> samples = some(1000);
  const double before = cpu_seconds();
  fit_predictor(space_, samples, 1);
  EXPECT_LT(cpu_seconds() - before, kIsSlow ? 100 : 5);
}

}  // namespace
}  // namespace ofa
