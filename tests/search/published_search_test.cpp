// The search that once-for-all (2020) shows: its own predictor and latency tables, against what its
// own finder reaches.
#include <gmock/gmock.h>

#include "io/pth.h"
#include "latency/published.h"
#include "measure/plan.h"
#include "search/metrics.h"
#include "search/published_predictor.h"
#include "search/search.h"
#include "tests/paths.h"

namespace ofa {
namespace {

// The best of five seeds of the original, 100 archs by 500 generations, under a limit in ms.
struct Reached {
  double most_ms = 0, accuracy = 0;
};
// The sanitizers make it twenty times as slow.
#ifdef __SANITIZE_ADDRESS__
constexpr uint64_t kSeeds = 1;
#else
constexpr uint64_t kSeeds = 5;
#endif
constexpr Reached kReached[] = {{15, 0.78628}, {20, 0.80679}, {25, 0.81995}, {30, 0.82777}};

class PublishedSearch : public testing::Test {
 protected:
  static inline const std::filesystem::path kFolder = source_dir() / "../shared/published";

  void SetUp() override {
    if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "no " << kFolder;
    const Table table = read_published_table(space_, kFolder / "note10");
    space_ = at_resolutions(std::move(space_), table.resolutions);
    const auto variants = std::make_shared<const Variants>(space_);
    const Checkpoint checkpoint = read_checkpoint(kFolder / "acc_predictor.pth");
    problem_.metrics = {accuracy_metric(std::make_shared<const Predictor>(
                            space_, published_predictor(space_, checkpoint))),
                        latency_metric("latency_ms", space_, variants, table)};
    problem_.objectives = {{0, true}, {1, false}};
  }

  SearchResult run(double most_ms, uint64_t seed) {
    problem_.limits = {{1, true, most_ms}};
    return search(space_, Evaluator(space_, problem_), find_reach(space_, problem_, seed), {}, seed,
                  [](const Generation&) { return true; });
  }

  Space space_ = load_space("mobilenet_v3_1.2x");
  Problem problem_;
};

TEST_F(PublishedSearch, IsAsGoodAsTheBestOfTheOriginalWithEverySeed) {
  for (const auto& [most_ms, accuracy] : kReached)
    for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const SearchResult result = run(most_ms, seed);
      ASSERT_NE(result.archive.best(), nullptr);
      EXPECT_GE(result.archive.best()->metrics[0], accuracy) << most_ms << " ms, seed " << seed;
      for (const Candidate& member : result.archive.front()) EXPECT_LE(member.metrics[1], most_ms);
    }
}

}  // namespace
}  // namespace ofa
