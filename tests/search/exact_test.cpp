#include "search/exact.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "core/random.h"
#include "search/range.h"
#include "space/arch_text.h"
#include "tests/space/space_testing.h"

namespace ofa {
namespace {

constexpr double kStep = 1e-4, kRounding = 100 * kStep;  // of every block and pick

// Every block, pick and resolution adds something drawn at random.
Additive random_additive(const Space& space, const Variants& variants, uint64_t seed, double low) {
  Random random(seed, "additive");
  const auto draw = [&] { return low + (1 - low) * random.uniform(); };
  Additive additive;
  additive.choices.constant = draw();
  for (size_t i = 0; i < space.resolutions.size(); ++i)
    additive.choices.of_resolution.push_back(draw());
  for (const Choice& choice : space.choices) {
    additive.choices.of_choice.emplace_back();
    for (int i = 0; i < choice.num_candidates(); ++i)
      additive.choices.of_choice.back().push_back(draw());
  }
  for (int64_t number = 0; number < variants.size(); ++number) additive.of_block.push_back(draw());
  return additive;
}

class Exact : public EverySpace {
 protected:
  const Space few_ = small_restriction(space_, 1, 3000);
};

TEST_P(Exact, FindsTheFrontThatListingEveryArchFinds) {
  for (uint64_t seed = 0; seed < 4; ++seed) {
    const double low = seed % 2 ? -0.2 : 0;  // negative costs, too
    const Variants variants(few_);
    const Additive worth = random_additive(few_, variants, 2 * seed, -1);
    const Additive cost = random_additive(few_, variants, 2 * seed + 1, low);
    std::map<double, double> best;  // by cost: the most value
    for (const Arch& arch : enumerate(few_)) {
      const double at = value(few_, variants, cost, arch);
      const auto found = best.try_emplace(at, -1e9).first;
      found->second = std::max(found->second, value(few_, variants, worth, arch));
    }
    const double most = std::next(best.begin(), best.size() / 2)->first;
    const std::vector<Arch> front =
        exact_front(few_, variants, worth, cost,
                    {.most_cost = most + kRounding, .step = kStep, .points = 100'000});
    for (const Arch& arch : front) {
      EXPECT_TRUE(contains(few_, arch)) << to_text(few_, arch);
      EXPECT_LE(value(few_, variants, cost, arch), most + kRounding);
    }
    ASSERT_FALSE(front.empty());
    double before = -1e9;
    size_t next = 0;
    for (const auto& [at, worths] : best) {
      if (at > most || worths <= before) continue;
      before = worths;
      while (next < front.size() && value(few_, variants, worth, front[next]) < worths - 1e-4)
        ++next;
      ASSERT_LT(next, front.size()) << "nothing as good as " << worths << " at " << at;
      EXPECT_LE(value(few_, variants, cost, front[next]), at + kRounding);
    }
  }
}
OFA_OVER_EVERY_SPACE(Exact);

class Ranges : public EverySpace {
 protected:
  const Space few_ = small_restriction(space_, 2, 3000);
};

TEST_P(Ranges, AreThoseThatListingEveryArchFinds) {
  const Variants variants(few_);
  const Additive additive = random_additive(few_, variants, 7, -1);
  std::map<int, std::pair<double, double>> sums, largest;
  const auto widen = [](auto& ranges, int resolution, double value) {
    const auto found = ranges.try_emplace(resolution, value, value).first;
    found->second.first = std::min(found->second.first, value);
    found->second.second = std::max(found->second.second, value);
  };
  Additive blocks{{}, additive.of_block};
  for (const Arch& arch : enumerate(few_)) {
    widen(sums, arch.resolution, value(few_, variants, additive, arch));
    std::vector<int64_t> numbers;
    variants.blocks_of(arch, numbers);
    double most = 0;  // nothing is less than what no block adds
    for (const int64_t number : numbers) most = std::max(most, blocks.of_block[number]);
    widen(largest, arch.resolution, most);
  }
  const auto check = [&](const auto& ranges, const Additive& of, Join join) {
    const auto least = extremes(few_, variants, of, join, false);
    const auto most = extremes(few_, variants, of, join, true);
    ASSERT_EQ(least.size(), ranges.size());
    size_t i = 0;
    for (const auto& [resolution, range] : ranges) {
      EXPECT_EQ(least[i].arch.resolution, resolution);
      EXPECT_NEAR(least[i].value, range.first, 1e-9);
      EXPECT_NEAR(most[i].value, range.second, 1e-9);
      EXPECT_TRUE(contains(few_, least[i].arch));
      if (join == Join::kSum) {
        EXPECT_NEAR(value(few_, variants, of, most[i].arch), range.second, 1e-9);
      }
      ++i;
    }
  };
  check(sums, additive, Join::kSum);
  check(largest, blocks, Join::kLargest);
}
OFA_OVER_EVERY_SPACE(Ranges);

}  // namespace
}  // namespace ofa
