#include "search/search.h"

#include <gmock/gmock.h>
#include <tbb/global_control.h>

#include <cmath>
#include <thread>

#include "fake_supernet.h"
#include "search/front.h"
#include "search/metrics.h"
#include "space/space.h"
#include "tests/space/space_testing.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class Searches : public testing::Test {
 protected:
  // More kernels are better, and the better the wider; so no sum over picks.
  static void score(const Space& space, std::span<const Arch> archs, std::span<double> values) {
    for (size_t i = 0; i < archs.size(); ++i) {
      double sum = 0, product = 1;
      for (size_t id = 0; id < archs[i].picks.size(); ++id) {
        const int pick = archs[i].picks[id] + 1;  // 0: inactive
        sum += std::sin(static_cast<double>(id + 1)) * pick;
        product *= 1 + 0.01 * pick;
      }
      values[i] = 0.8 + 0.01 * std::tanh(sum) + 0.02 * std::log(product) +
                  0.0001 * space.resolutions.front();
    }
  }

  Problem problem() const {
    Problem problem{cost_metrics(space_, std::make_shared<const Variants>(space_)),
                    {{3, true}, {0, false}},
                    {{0, true, 5e6}}};
    problem.metrics.push_back(
        {.name = "accuracy",
         .more_is_better = true,
         .score = [this](std::span<const Arch> archs, std::span<double> values) {
           score(space_, archs, values);
         }});
    return problem;
  }

  SearchResult run(const Problem& wanted, AlgorithmName name, uint64_t seed = 1) const {
    const auto reach = find_reach(space_, wanted, seed);
    return search(space_, Evaluator(space_, wanted), reach, {name, 30, 10}, seed,
                  [](const Generation&) { return true; });
  }

  static std::vector<Arch> archs_of(const SearchResult& result) {
    std::vector<Arch> archs;
    for (const Candidate& candidate : result.archive.all()) archs.push_back(candidate.arch);
    return archs;
  }

  const Space space_ = load_space("fashion");
};

TEST_F(Searches, FindTheSameOnAnyNumberOfThreads) {
  for (const auto& [name, text] : names_of(AlgorithmName{})) {
    std::vector<Arch> on_one;
    {
      const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
      on_one = archs_of(run(problem(), name));
    }
    EXPECT_EQ(archs_of(run(problem(), name)), on_one) << text;
    if (name != AlgorithmName::kExact) {
      EXPECT_NE(archs_of(run(problem(), name, 2)), on_one) << text;
    }
  }
}

TEST_F(Searches, KeepLimitsAndNeverGetWorse) {
  for (const auto& [name, text] : names_of(AlgorithmName{})) {
    const SearchResult result = run(problem(), name);
    ASSERT_NE(result.archive.best(), nullptr);
    for (const Candidate& member : result.archive.front()) EXPECT_LE(member.metrics[0], 5e6);
    double best = 0, hypervolume = 0;
    for (const Generation& generation : result.generations) {
      if (generation.evaluations == 0) continue;
      ASSERT_TRUE(generation.best.has_value());
      EXPECT_GE(*generation.best, best) << text;
      EXPECT_GE(generation.hypervolume, hypervolume - 1e-12) << text;
      best = *generation.best;
      hypervolume = generation.hypervolume;
    }
    EXPECT_EQ(best, result.archive.best()->metrics[3]);
  }
}

TEST_F(Searches, StopWhenTold) {
  const Problem wanted = problem();
  const auto reach = find_reach(space_, wanted, 1);
  const SearchResult result =
      search(space_, Evaluator(space_, wanted), reach, {AlgorithmName::kNsga2, 30, 10}, 1,
             [](const Generation& generation) { return generation.number < 3; });
  EXPECT_EQ(result.generations.size(), 4u);
}

TEST_F(Searches, RefuseScoresThatAreNoNumbers) {
  Problem wanted = problem();
  wanted.metrics[3].score = [](std::span<const Arch> archs, std::span<double> values) {
    for (size_t i = 0; i < archs.size(); ++i) values[i] = i == 1 ? std::nan("") : 0.5;
  };
  EXPECT_THAT(error_of([&] { run(wanted, AlgorithmName::kRandom); }), HasSubstr("accuracy of"));
}

// Accuracy that is measured, arch by arch, of a space so small that all of it can be.
class MeasuredSearches : public testing::Test {
 protected:
  std::unique_ptr<SearchSetUp> set_up() {
    SearchConfig config{.accuracy = AccuracySource::kMeasured};
    return set_up_search(resolved(config), supernet_.space(), &supernet_);
  }
  SearchResult run(const SearchSetUp& set_up) {
    return search(set_up.space, Evaluator(set_up.space, set_up.problem),
                  find_reach(set_up.space, set_up.problem, 1), {}, 1,
                  [](const Generation&) { return true; });
  }

  FakeSupernet supernet_{small_restriction(load_space("fashion"), 1, 300)};
};

TEST_F(MeasuredSearches, FindTheWholeFront) {
  const auto made = set_up();
  ASSERT_TRUE(made->problem.metrics.at(0).alone);
  supernet_.before_batch = [searcher = std::this_thread::get_id()] {
    EXPECT_EQ(std::this_thread::get_id(), searcher);
  };
  const SearchResult result = run(*made);
  Archive all;
  all.add(Evaluator(made->space, made->problem)(enumerate(made->space)));
  std::vector<double> found, expected;
  for (const Candidate& member : result.archive.front()) {
    found.push_back(member.metrics[0]);
    EXPECT_EQ(member.metrics[0], supernet_.truth(member.arch));
  }
  for (const Candidate& member : all.front()) expected.push_back(member.metrics[0]);
  EXPECT_EQ(found, expected);
  EXPECT_GT(found.size(), 3u);
}

TEST_F(MeasuredSearches, RefuseAnAccuracyThatIsNoNumber) {
  const auto made = set_up();
  supernet_.truth = [](const Arch&) { return std::nan(""); };
  EXPECT_THAT(error_of([&] { run(*made); }),
              testing::AllOf(HasSubstr("accuracy of "), HasSubstr(" is nan")));
}

TEST(Limit, IsReadAsItIsWritten) {
  const auto read = [](const std::string& text) {
    return Codec<LimitConfig>::read(Node::string(text));
  };
  EXPECT_EQ(read("phone.latency_ms <= 20"), (LimitConfig{"phone.latency_ms", true, 20}));
  EXPECT_EQ(read("accuracy>=92%"), (LimitConfig{"accuracy", false, 0.92}));
  EXPECT_EQ(read("macs <= 300M"), (LimitConfig{"macs", true, 300e6}));
  for (const char* wrong : {"macs < 3", "macs", "<= 3", "macs <= much", "macs <= 3 ms", ""})
    EXPECT_THAT(error_of([&] { read(wrong); }), HasSubstr("expected METRIC <= VALUE")) << wrong;
  EXPECT_EQ(limit_from_flag("--max", "latency_ms=25", true), (LimitConfig{"latency_ms", true, 25}));
  for (const char* wrong : {"latency_ms", "=3", "macs=", "macs=x"})
    EXPECT_THAT(error_of([&] { limit_from_flag("--max", wrong, true); }),
                HasSubstr("--max: expected METRIC=VALUE"))
        << wrong;
}

TEST(SearchConfig, MinimisesWhatItsTablesTell) {
  SearchConfig config;
  EXPECT_EQ(resolved(config).minimise.values, std::vector<std::string>{"macs"});
  config.tables = {{"phone", "a.json"}, {"watch", "b.json"}};
  EXPECT_EQ(resolved(config).minimise.values,
            (std::vector<std::string>{"phone.latency_ms", "watch.latency_ms"}));
  config.minimise.values = {"params"};
  EXPECT_EQ(resolved(config).minimise.values, std::vector<std::string>{"params"});
}

}  // namespace
}  // namespace ofa
