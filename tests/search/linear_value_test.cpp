#include "search/linear_value.h"

#include "space/sample.h"
#include "tests/space/space_testing.h"

namespace ofa {
namespace {

class LinearValueOf : public EverySpace {
 protected:
  std::vector<Arch> draw(int count, uint64_t seed) const {
    const Sampler sampler(space_);
    Random random(seed, "linear value test");
    std::vector<Arch> archs;
    for (int i = 0; i < count; ++i) archs.push_back(sampler.per_choice(random));
    return archs;
  }

  LinearValue made_up() const {
    Random random(1, "linear value made up");
    LinearValue truth{.constant = 0.7};
    for (size_t i = 0; i < space_.resolutions.size(); ++i)
      truth.of_resolution.push_back(0.01 * random.normal());
    for (const Choice& choice : space_.choices)
      for (truth.of_choice.emplace_back();
           std::ssize(truth.of_choice.back()) < choice.num_candidates();)
        truth.of_choice.back().push_back(0.01 * random.normal());
    return truth;
  }

  std::vector<double> values(const LinearValue& linear, const std::vector<Arch>& archs) const {
    std::vector<double> list;
    for (const Arch& arch : archs) list.push_back(value(space_, linear, arch));
    return list;
  }

  double largest_error(const LinearValue& truth, const LinearValue& found) const {
    double largest = 0;
    for (const Arch& arch : draw(500, 3))
      largest =
          std::max(largest, std::abs(value(space_, truth, arch) - value(space_, found, arch)));
    return largest;
  }
};
OFA_OVER_EVERY_SPACE(LinearValueOf);

TEST_P(LinearValueOf, AddsUpWhatIsTaken) {
  const LinearValue linear = made_up();
  for (const Arch& arch : draw(50, 2)) {
    double expected = linear.constant;
    for (size_t i = 0; i < space_.resolutions.size(); ++i)
      if (space_.resolutions[i] == arch.resolution) expected += linear.of_resolution[i];
    for (size_t id = 0; id < space_.choices.size(); ++id)
      for (int candidate = 0; candidate < space_.choices[id].num_candidates(); ++candidate)
        if (arch.picks[id] == candidate) expected += linear.of_choice[id][candidate];
    EXPECT_DOUBLE_EQ(value(space_, linear, arch), expected);
  }
}

TEST_P(LinearValueOf, FindsAnAdditiveTruth) {
  const LinearValue truth = made_up();
  const std::vector<Arch> archs = draw(2000, 2);
  EXPECT_LT(largest_error(truth, fit_linear(space_, archs, values(truth, archs))), 5e-4);
}

// Noise of 1 leaves about sqrt(weights / archs) of it.
TEST_P(LinearValueOf, IsNotLedAstrayByNoise) {
  const LinearValue truth = made_up();
  const std::vector<Arch> archs = draw(2000, 2);
  std::vector<double> noisy = values(truth, archs);
  Random random(4, "linear value noise");
  for (double& one : noisy) one += 0.01 * random.normal();
  const LinearValue found = fit_linear(space_, archs, noisy);
  double squares = 0;
  const std::vector<Arch> others = draw(500, 5);
  for (const Arch& arch : others)
    squares += std::pow(value(space_, truth, arch) - value(space_, found, arch), 2);
  EXPECT_LT(std::sqrt(squares / 500), 0.01 * 0.4);
}

TEST_P(LinearValueOf, OfOneArchIsItsValue) {
  const std::vector<Arch> archs = draw(1, 6);
  const std::vector<double> one{0.75};
  const LinearValue linear = fit_linear(space_, archs, one);
  for (const Arch& arch : draw(20, 7)) EXPECT_DOUBLE_EQ(value(space_, linear, arch), 0.75);
}

TEST(LinearValue, RefusesAnUnlistedResolution) {
  const Space space = load_space("fashion");
  const Arch arch = min_arch(space);
  const std::vector<double> one{0.5};
  const LinearValue linear = fit_linear(space, std::span(&arch, 1), one);
  EXPECT_EQ(error_of([&] {
              value(space, linear, {26, arch.picks});
            }),
            "fashion: resolution 26 is not in its list");
}

}  // namespace
}  // namespace ofa
