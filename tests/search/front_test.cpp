#include "search/front.h"

#include <gmock/gmock.h>

#include <cmath>

#include "space/arch_text.h"
#include "space/sample.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Fronts : public testing::Test {
 protected:
  // Accuracy for macs; the arch says which one it is.
  Candidate candidate(double accuracy, double macs, uint64_t number) const {
    return {random_arch(space_, 1, number), {accuracy, macs}, {-accuracy, macs}, 0};
  }
  SearchResult found() const {
    SearchResult result;
    result.archive.add({candidate(0.90, 300, 0), candidate(0.92, 500, 1), candidate(0.88, 400, 2),
                        candidate(0.85, 100, 3), candidate(0.91, 320, 4)});
    result.generations = {{.number = 0, .evaluations = 2, .seconds = 0.25},
                          {.number = 1, .evaluations = 5, .seconds = 0.5}};
    return result;
  }
  SearchSetUp set_up() const {
    return {.space = space_, .problem = {.metrics = {{.name = "accuracy"}, {.name = "macs"}}}};
  }
  Front front(const SearchConfig& config = {}) const { return front_of(set_up(), config, found()); }
  const Space space_ = load_space("fashion");
};

TEST_F(Fronts, BeginWithTheLeastWantedAndEndWithTheBest) {
  const Front all = front();
  std::vector<double> accuracies;
  for (const FrontMember& member : all.members) accuracies.push_back(member.candidate.metrics[0]);
  EXPECT_THAT(accuracies, ElementsAre(0.85, 0.90, 0.91, 0.92));
  EXPECT_EQ(all.best, 3u);
  EXPECT_EQ(all.evaluations, 5);
  EXPECT_EQ(all.seconds, 0.5);
}

TEST_F(Fronts, MayBeEmpty) {
  SearchResult nothing;
  nothing.generations.push_back({});
  const Front empty = front_of(set_up(), {}, nothing);
  EXPECT_THAT(empty.members, IsEmpty());
  EXPECT_THAT(spread_members(0, 0, 8), IsEmpty());
  EXPECT_THAT(ties_with_best({}, empty), IsEmpty());
  EXPECT_EQ(to_json(set_up(), empty)["front"], Json::array());
}

TEST_F(Fronts, AreCheckedFromEndToEnd) {
  EXPECT_THAT(spread_members(5, 4, 0), IsEmpty());
  EXPECT_THAT(spread_members(5, 4, 1), ElementsAre(4));
  EXPECT_THAT(spread_members(5, 4, 2), ElementsAre(0, 4));
  EXPECT_THAT(spread_members(5, 4, 3), ElementsAre(0, 2, 4));
  EXPECT_THAT(spread_members(3, 2, 8), ElementsAre(0, 1, 2));
  for (size_t size = 2; size < 30; ++size)
    for (size_t count = 2; count < 35; ++count) {
      const std::vector<size_t> members = spread_members(size, size - 1, count);
      ASSERT_EQ(members.size(), std::min(size, count));
      EXPECT_EQ(members.front(), 0u);
      EXPECT_EQ(members.back(), size - 1);
      const double apart = double(size - 1) / double(members.size() - 1);
      for (size_t i = 1; i < members.size(); ++i) {
        EXPECT_GE(members[i] - members[i - 1], std::floor(apart));
        EXPECT_LE(members[i] - members[i - 1], std::ceil(apart));
      }
    }
}

TEST_F(Fronts, AreCheckedAtTheBestWhereverItIs) {
  EXPECT_THAT(spread_members(4, 1, 2), ElementsAre(1, 3));
  EXPECT_THAT(spread_members(4, 1, 1), ElementsAre(1));
  EXPECT_THAT(spread_members(9, 5, 3), ElementsAre(0, 5, 8));
  for (size_t best = 0; best < 9; ++best)
    for (size_t count = 1; count < 12; ++count) {
      const std::vector<size_t> members = spread_members(9, best, count);
      EXPECT_EQ(std::ranges::count(members, best), 1);
      EXPECT_TRUE(std::ranges::is_sorted(members));
      EXPECT_EQ(members.size(), std::min<size_t>(count, 9));
    }
}

TEST(AccuracyNoise, IsTheStandardErrorOfAShare) {
  const auto noise = [](double accuracy, int64_t images) {
    return accuracy_noise({accuracy, {}, images});
  };
  EXPECT_NEAR(noise(0.9, 100), 0.03, 1e-12);
  EXPECT_NEAR(noise(0.5, 10'000), 0.005, 1e-12);
  EXPECT_EQ(noise(1, 5000), 0);
  EXPECT_EQ(noise(0, 5000), 0);
  EXPECT_TRUE(std::isfinite(noise(0.9, 0)));
}

// Of 10000 images, 0.9 is right by 0.003; latencies are right by a percent.
class Ties : public Fronts {
 protected:
  static MeasuredMember measured(double accuracy, double ms) {
    return {.accuracy = MeasuredAccuracy{accuracy, {}, 10'000},
            .test_accuracy = {},
            .latencies = {{"latency_ms", ms, ms, 0.01}}};
  }
  std::vector<size_t> ties(double accuracy, double ms) {
    front_.members[1].measured = measured(accuracy, ms);
    return ties_with_best(problem_, front_);
  }
  void SetUp() override { front_.members[3].measured = measured(0.9, 10); }

  Front front_ = front();
  Problem problem_{{{.name = "accuracy"}, {.name = "latency_ms"}}, {{0, true}}, {}};
};

TEST_F(Ties, AreWithinNoiseOfTheBest) {
  EXPECT_THAT(ties(0.9, 10), ElementsAre(1));
  EXPECT_THAT(ties(0.895, 9.9), ElementsAre(1));
  EXPECT_THAT(ties(0.905, 10.1), ElementsAre(1));
}

TEST_F(Ties, AreNoneWhereAccuracyIsBeyondNoise) {
  EXPECT_THAT(ties(0.893, 10), IsEmpty());
  EXPECT_THAT(ties(0.907, 10), IsEmpty());
}

TEST_F(Ties, AreNoneWhereLatencyIsBeyondNoise) {
  EXPECT_THAT(ties(0.9, 9.7), IsEmpty());
  EXPECT_THAT(ties(0.9, 10.3), IsEmpty());
}

TEST_F(Ties, AreJudgedByEveryLatency) {
  front_.members[3].measured->latencies.push_back({"watch.latency_ms", 50, 50, 0.01});
  front_.members[1].measured = measured(0.9, 10);
  front_.members[1].measured->latencies.push_back({"watch.latency_ms", 50, 40, 0.01});
  EXPECT_THAT(ties_with_best(problem_, front_), IsEmpty());
  front_.members[1].measured->latencies[1].ms = 50.5;
  EXPECT_THAT(ties_with_best(problem_, front_), ElementsAre(1));
}

TEST_F(Ties, KeepTheLimits) {
  problem_.limits = {{1, true, 10.05}};
  EXPECT_THAT(ties(0.9, 10), ElementsAre(1));
  EXPECT_THAT(ties(0.9, 10.1), IsEmpty());
  problem_.limits = {{0, false, 0.902}};  // missed by less than noise
  EXPECT_THAT(ties(0.9, 10), ElementsAre(1));
  problem_.limits = {{0, false, 0.91}};
  EXPECT_THAT(ties(0.9, 10), IsEmpty());
}

TEST_F(Ties, AreKnownOfMeasuredMembersAlone) {
  EXPECT_THAT(ties_with_best(problem_, front_), IsEmpty());
  ASSERT_THAT(ties(0.9, 10), ElementsAre(1));
  front_.members[1].measured->accuracy.reset();
  EXPECT_THAT(ties_with_best(problem_, front_), IsEmpty());
  ASSERT_THAT(ties(0.9, 10), ElementsAre(1));
  front_.members[3].measured->accuracy.reset();
  EXPECT_THAT(ties_with_best(problem_, front_), IsEmpty());
  front_.members[3].measured.reset();
  EXPECT_THAT(ties_with_best(problem_, front_), IsEmpty());
}

class FrontJson : public Fronts {
 protected:
  static std::vector<std::string> keys(const Json& json) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    return keys;
  }
};

TEST_F(FrontJson, TellsWhatWasSearchedAndHow) {
  const SearchConfig config{.limits = {{"macs", true, 5e6}, {"accuracy", false, 0.8}}, .seed = 7};
  const Json json = to_json(set_up(), front(config));
  EXPECT_THAT(keys(json), UnorderedElementsAre("format", "space", "limits", "seed", "evaluations",
                                               "seconds", "best", "tied_with_best", "front"));
  EXPECT_EQ(json["format"], "ofa-front/1");
  EXPECT_EQ(json["space"], "fashion");
  EXPECT_EQ(json["limits"], (Json{"macs <= 5000000", "accuracy >= 0.8"}));
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["evaluations"], 5);
  EXPECT_EQ(json["seconds"], 0.5);
  EXPECT_EQ(json["best"], 3);
}

TEST_F(FrontJson, HasEachMembersArchAndMetrics) {
  const Front all = front();
  const Json json = to_json(set_up(), all)["front"];
  ASSERT_EQ(json.size(), all.members.size());
  for (size_t i = 0; i < json.size(); ++i) {
    EXPECT_THAT(keys(json[i]), UnorderedElementsAre("arch", "accuracy", "macs"));
    const Candidate& candidate = all.members[i].candidate;
    EXPECT_EQ(arch_from_text(space_, json[i]["arch"].get<std::string>()), candidate.arch);
    EXPECT_EQ(json[i]["accuracy"], candidate.metrics[0]);
    EXPECT_EQ(json[i]["macs"], candidate.metrics[1]);
  }
}

TEST_F(FrontJson, HasWhatWasMeasuredOfThoseThatWere) {
  Front all = front();
  MeasuredMember& measured = all.members[2].measured.emplace();
  EXPECT_EQ(to_json(set_up(), all)["front"][2]["measured"], (Json{{"keeps_limits", true}}));
  measured.accuracy = MeasuredAccuracy{0.9, {0.89, 0.91}, 100};
  measured.test_accuracy = 0.89;
  measured.latencies = {{"latency_ms", 9.5, 10, 0.01}};
  const Json json = to_json(set_up(), all)["front"];
  EXPECT_FALSE(json[1].contains("measured"));
  const Json& member = json[2]["measured"];
  EXPECT_THAT(keys(member), UnorderedElementsAre("accuracy", "accuracy_noise", "images",
                                                 "test_accuracy", "latency_ms", "keeps_limits"));
  EXPECT_EQ(member["accuracy"], 0.9);
  EXPECT_NEAR(member["accuracy_noise"].get<double>(), 0.03, 1e-12);
  EXPECT_EQ(member["images"], 100);
  EXPECT_EQ(member["test_accuracy"], 0.89);
  EXPECT_EQ(member["latency_ms"], (Json{{"predicted", 9.5}, {"measured", 10.0}, {"noise", 0.1}}));
}

}  // namespace
}  // namespace ofa
