#include "space/count.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "core/random.h"
#include "space/sample.h"
#include "space_testing.h"

namespace ofa {
namespace {

class CountOf : public EverySpace {};
OFA_OVER_EVERY_SPACE(CountOf);

// Three ways to the same number: the formula, an enumeration, and the networks themselves.
TEST_P(CountOf, IsTheNumberOfDifferentNetworks) {
  for (uint64_t seed = 0; seed < 8; ++seed) {
    const Space small = small_restriction(space_, seed, kIsSlow ? 40 : 200);
    const std::vector<Arch> archs = enumerate(small);
    EXPECT_EQ(num_archs(small), Natural(archs.size()));
    EXPECT_EQ(std::unordered_set(archs.begin(), archs.end(), 0, ArchHash()).size(), archs.size());
    std::unordered_set<std::string> networks;
    for (const Arch& arch : archs) networks.insert(network_of(small, arch));
    EXPECT_EQ(networks.size(), archs.size());
  }
}

TEST_P(CountOf, OfSettingsIsTheNumberOfWaysToWriteThem) {
  for (uint64_t seed = 0; seed < 8; ++seed) {
    const Space small = small_restriction(space_, seed, 500);
    EXPECT_EQ(num_settings(small), Natural(enumerate(small, /*settings=*/true).size()));
  }
}

TEST_P(CountOf, IsWhatUniformSamplingIsUniformOver) {
  const Space small = small_restriction(space_, /*seed=*/3, 120);
  const Sampler sampler(small);
  Random random(1, "chi-square");
  std::unordered_map<Arch, int, ArchHash> drawn;
  const auto archs = enumerate(small);
  for (const Arch& arch : archs) drawn[arch] = 0;
  constexpr int kEach = 60;
  for (size_t i = 0; i < archs.size() * kEach; ++i) {
    const auto found = drawn.find(sampler.uniform(random));
    ASSERT_NE(found, drawn.end());
    ++found->second;
  }
  double chi_square = 0;
  for (const auto& [arch, times] : drawn)
    chi_square += (times - kEach) * (times - kEach) / double(kEach);
  const double freedom = static_cast<double>(archs.size()) - 1;
  EXPECT_LT(chi_square, freedom + 4.5 * std::sqrt(2 * freedom) + 1e-9) << archs.size() << " archs";
}

TEST(Sampler, PerChoiceTakesAllDepthsEquallyOften) {
  const Space space = load_space("fashion");
  const Sampler sampler(space);
  Random random(1, "depths");
  const int depth = space.parts[space.first_stage() + 1].depth_choice;
  std::vector<int> per_choice(3), uniform(3);
  constexpr int kDraws = 9000;
  for (int i = 0; i < kDraws; ++i) {
    ++per_choice[sampler.per_choice(random).picks[depth]];
    ++uniform[sampler.uniform(random).picks[depth]];
  }
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(per_choice[i], kDraws / 3, 200) << i;
  // 6 ways to fill a block: 6, 36 and 216 networks.
  EXPECT_NEAR(uniform[0], kDraws * 6 / 258, 60);
  EXPECT_NEAR(uniform[1], kDraws * 36 / 258, 140);
  EXPECT_NEAR(uniform[2], kDraws * 216 / 258, 140);
}

TEST(Sampler, RandomArchIsAFunctionOfItsSeedAndIndex) {
  const Space space = load_space("mobilenet_v3");
  std::unordered_set<Arch, ArchHash> archs;
  for (uint64_t seed = 0; seed < 10; ++seed)
    for (uint64_t index = 0; index < 10; ++index) {
      archs.insert(random_arch(space, seed, index));
      EXPECT_EQ(random_arch(space, seed, index), random_arch(space, seed, index));
    }
  EXPECT_EQ(archs.size(), 100);
}

}  // namespace
}  // namespace ofa
