#include "search/predictor.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <thread>

#include "core/random.h"
#include "predictor_testing.h"
#include "space/encode.h"

namespace ofa {
namespace {

std::vector<double> ask(const Predictor& predictor, std::span<const Arch> archs) {
  std::vector<double> accuracies(archs.size());
  predictor(archs, accuracies);
  return accuracies;
}

class PredictorOf : public EverySpace {
 protected:
  const PredictorParts parts_ = random_parts(space_, 3, 1);
  const Predictor predictor_{space_, parts_};
  const std::vector<Arch> archs_ = draw_archs(space_, 450, 2);
};
OFA_OVER_EVERY_SPACE(PredictorOf);

TEST_P(PredictorOf, IsTheMeanOfPlainNetworks) {
  std::vector<double> accuracies(archs_.size()), spreads(archs_.size());
  predictor_(archs_, accuracies, spreads);
  for (size_t i = 0; i < archs_.size(); ++i) {
    const std::vector<float> code = encode(space_, archs_[i]);
    double sum = 0, squares = 0;
    std::vector<double> said;
    for (const Layers& layers : parts_.members)
      said.push_back(plain_forward(layers, {code.begin(), code.end()}));
    for (const double one : said) sum += one;
    for (const double one : said) squares += std::pow(one - sum / 3, 2);
    EXPECT_NEAR(accuracies[i], sum / 3, 1e-6);
    EXPECT_NEAR(spreads[i], std::sqrt(squares / 3), 1e-6);
  }
}

TEST_P(PredictorOf, AnswersAlikeInAnyCompany) {
  const std::vector<double> expected = ask(predictor_, archs_);
  Random random(3, "predictor test");
  for (const size_t count : {1, 5, 191, 193, 400}) {
    std::vector<Arch> some;
    std::vector<double> of_some;
    for (size_t i = 0; i < count; ++i) {
      const size_t at = random.below(archs_.size());
      some.push_back(archs_[at]);
      of_some.push_back(expected[at]);
    }
    EXPECT_EQ(ask(predictor_, some), of_some);
  }
}

TEST_P(PredictorOf, MayBeAskedByManyThreads) {
  PredictorParts parts = parts_;
  parts.encoding = Encoding::kOneHotAndMacs;
  for (Layers& layers : parts.members)
    layers.front() = random_layers({layers.front().inputs + 1, layers.front().outputs}, 4).front();
  const Predictor predictor(space_, std::move(parts));
  const std::vector<double> expected = ask(predictor, archs_);
  std::vector<std::vector<double>> found(4);
  std::vector<std::thread> threads;
  for (std::vector<double>& values : found)
    threads.emplace_back([&] { values = ask(predictor, archs_); });
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<double>& values : found) EXPECT_EQ(values, expected);
}

TEST_P(PredictorOf, BelongsToItsSpace) {
  Space other = space_;
  other.name = "elsewhere";
  EXPECT_EQ(error_of([&] { Predictor(other, parts_); }),
            "the predictor: predicts archs of space " + space_.name + ", not of elsewhere");
  Space changed = space_;
  changed.choices.back().kind = changed.choices.back().kind == ChoiceKind::kKernel
                                    ? ChoiceKind::kExpand
                                    : ChoiceKind::kKernel;
  EXPECT_EQ(error_of([&] { Predictor(changed, parts_); }),
            "the predictor: predicts archs of another space " + space_.name +
                ": its choices are not these");
  Space larger = space_;
  larger.resolutions.push_back(1000);
  EXPECT_THAT(error_of([&] { Predictor(larger, parts_); }),
              testing::EndsWith("its choices are not these"));
}

class PredictorOfFashion : public testing::Test {
 protected:
  std::string refusal() const {
    return error_of([&] { Predictor(space_, parts_); });
  }

  const Space space_ = load_space("fashion");
  const int width_ = encoding_size(space_);
  PredictorParts parts_ = random_parts(space_, 2, 1);
};

TEST_F(PredictorOfFashion, BelongsToItsCandidates) {
  Space changed = space_;
  for (Choice& choice : changed.choices)
    if (choice.kind == ChoiceKind::kKernel) choice.candidates.back() = 7;
  EXPECT_THAT(error_of([&] { Predictor(changed, parts_); }),
              testing::EndsWith("its choices are not these"));
}

TEST_F(PredictorOfFashion, CoversItsResolutions) {
  const Predictor predictor(space_, parts_);
  Arch arch = min_arch(space_);
  EXPECT_TRUE(predictor.covers(arch));
  arch.resolution = 26;
  EXPECT_FALSE(predictor.covers(arch));
  EXPECT_EQ(error_of([&] { ask(predictor, std::span(&arch, 1)); }),
            "the predictor knows resolutions 24, 28, not 26");
}

TEST_F(PredictorOfFashion, NeedsMembers) {
  parts_.members.clear();
  EXPECT_EQ(refusal(), "the predictor: has no members");
  parts_.members.resize(1);
  EXPECT_EQ(refusal(), "the predictor: members.0: expected one output, got 0");
}

TEST_F(PredictorOfFashion, NeedsLayersThatFit) {
  parts_.source = "p.safetensors";
  parts_.members[1] = random_layers({width_ - 1, 4, 1}, 1);
  EXPECT_EQ(refusal(),
            fmt::format("p.safetensors: members.1.layers.0: takes {} inputs, an arch of fashion "
                        "gives {}",
                        width_ - 1, width_));
  parts_.members[1] = random_layers({width_, 4, 1}, 1);
  parts_.members[1][1] = random_layers({5, 1}, 1).front();
  EXPECT_EQ(refusal(),
            "p.safetensors: members.1.layers.1: takes 5 inputs, the layer before gives 4");
  parts_.members[1] = random_layers({width_, 4, 2}, 1);
  EXPECT_EQ(refusal(), "p.safetensors: members.1: expected one output, got 2");
  parts_.members[1] = random_layers({width_, 4, 1}, 1);
  parts_.members[1][0].bias.pop_back();
  EXPECT_EQ(refusal(),
            fmt::format("p.safetensors: members.1.layers.0: {} inputs, 4 outputs, {} weights and 3 "
                        "biases do not fit together",
                        width_, 4 * width_));
}

TEST_F(PredictorOfFashion, NeedsFiniteWeights) {
  const std::string text =
      "the predictor: members.1.layers.1: a weight is infinite or not a number";
  const PredictorParts good = parts_;
  parts_.members[1][1].weights[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(refusal(), text);
  parts_ = good;
  parts_.members[1][1].bias[2] = -std::numeric_limits<float>::infinity();
  EXPECT_EQ(refusal(), text);
}

TEST_F(PredictorOfFashion, AnswersNothingWhenNothingIsAsked) {
  EXPECT_TRUE(ask(Predictor(space_, parts_), {}).empty());
}

}  // namespace
}  // namespace ofa
