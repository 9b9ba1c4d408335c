#include "search/set_up.h"

#include <gmock/gmock.h>

#include "fake_supernet.h"
#include "latency/table_json.h"
#include "predictor_testing.h"
#include "search/predictor_file.h"
#include "space/lower.h"
#include "tests/core/temp_folder.h"
#include "tests/paths.h"

namespace ofa {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

std::string shipped_table(const std::string& space, const std::string& runtime = "openvino") {
  return (source_dir() / "latency_tables" / (space + "@this-machine-" + runtime + "-fp32-t1.json"))
      .string();
}

std::vector<std::string> names_of(const Problem& problem) {
  std::vector<std::string> names;
  for (const Metric& metric : problem.metrics) names.push_back(metric.name);
  return names;
}

double score(const Metric& metric, const Arch& arch) {
  double value = 0;
  metric.score(std::span(&arch, 1), std::span(&value, 1));
  return value;
}

class SetUps : public testing::Test {
 protected:
  std::string save(const char* name, const PredictorParts& parts) const {
    save_predictor(parts, folder_ / name);
    return (folder_ / name).string();
  }
  // Of archs at these two resolutions alone, as the published ones are.
  std::string published(const char* name, const std::vector<int>& resolutions) const {
    return save(name, {.space = mobilenet_.name,
                       .choices = checksum_of_choices(mobilenet_),
                       .encoding = Encoding::kNas,
                       .resolutions = resolutions,
                       .members = {random_layers({122, 3, 1}, 1)}});
  }
  SearchConfig config(const Space& space) const {
    SearchConfig config{.space = space.name,
                        .predictor = save("predictor", random_parts(space, 1, 1))};
    config.tables = {{"here", shipped_table(space.name)}};
    config.minimise.values = {"latency_ms"};
    return config;
  }
  std::string error_with(const SearchConfig& config) const {
    return error_of([&] { set_up_search(config, fashion_, nullptr); });
  }
  Exit exit_with(const SearchConfig& config) const {
    try {
      set_up_search(config, fashion_, nullptr);
    } catch (const Error& error) {
      return error.exit();
    }
    return Exit::kOk;
  }

  const Space fashion_ = load_space("fashion");
  const Space mobilenet_ = load_space("mobilenet_v3");
  const TempFolder folder_;
};

TEST_F(SetUps, KeepEveryResolutionThatIsKnown) {
  const auto set_up = set_up_search(config(fashion_), fashion_, nullptr);
  EXPECT_THAT(set_up->space.open_resolutions, ElementsAre(24, 28));
  EXPECT_THAT(set_up->left_out, IsEmpty());
  EXPECT_THAT(names_of(set_up->problem),
              ElementsAre("accuracy", "latency_ms", "macs", "params", "peak_activation_bytes"));
  EXPECT_NE(set_up->predictor, nullptr);
}

TEST_F(SetUps, LeaveOutResolutionsThatATableLacks) {
  const auto set_up = set_up_search(config(mobilenet_), mobilenet_, nullptr);
  EXPECT_THAT(set_up->space.open_resolutions, ElementsAre(160, 224));
  std::vector<int> all = set_up->left_out;
  all.insert(all.end(), {160, 224});
  EXPECT_THAT(all, testing::UnorderedElementsAreArray(mobilenet_.open_resolutions));
  EXPECT_TRUE(std::ranges::is_sorted(set_up->left_out));
}

TEST_F(SetUps, LeaveOutResolutionsThatThePredictorDoesNotKnow) {
  SearchConfig wanted = config(mobilenet_);
  wanted.predictor = published("few", {224, 192});
  EXPECT_THAT(set_up_search(wanted, mobilenet_, nullptr)->space.open_resolutions, ElementsAre(224));
  wanted.tables.clear();
  wanted.minimise.values = {"macs"};
  EXPECT_THAT(set_up_search(wanted, mobilenet_, nullptr)->space.open_resolutions,
              ElementsAre(192, 224));
}

TEST_F(SetUps, RefuseToSearchWhereNoResolutionIsLeft) {
  SearchConfig wanted = config(mobilenet_);
  wanted.predictor = published("other", {192, 176});
  EXPECT_THAT(error_of([&] { set_up_search(wanted, mobilenet_, nullptr); }),
              AllOf(HasSubstr("no resolution of space mobilenet_v3 (128 132 136 "),
                    EndsWith(" 224) is in every table and known to the predictor")));
}

TEST_F(SetUps, RefuseTablesOfAnotherSpace) {
  SearchConfig wanted = config(fashion_);
  wanted.tables["phone"] = shipped_table("mobilenet_v3");
  EXPECT_EQ(error_with(wanted),
            wanted.tables["phone"] + ": it is of space mobilenet_v3, not of fashion");
}

TEST_F(SetUps, RefusePredictorsOfAnotherSpace) {
  SearchConfig wanted = config(fashion_);
  wanted.predictor = save("other", random_parts(mobilenet_, 1, 1));
  EXPECT_EQ(error_with(wanted),
            wanted.predictor + ": predicts archs of space mobilenet_v3, not of fashion");
}

TEST_F(SetUps, NeedASourceOfAccuracy) {
  SearchConfig wanted = config(fashion_);
  wanted.predictor = "";
  EXPECT_EQ(error_with(wanted), "accuracy: a predictor of it is required (--predictor FILE)");
  EXPECT_EQ(exit_with(wanted), Exit::kUsage);
  wanted.accuracy = AccuracySource::kMeasured;
  EXPECT_EQ(error_with(wanted), "accuracy can be measured of a run alone, not of a space");
  EXPECT_EQ(exit_with(wanted), Exit::kUsage);
}

TEST_F(SetUps, SuggestTheMetricThatWasMeant) {
  const std::string there_are =
      " (there are accuracy, latency_ms, macs, params, peak_activation_bytes; latencies need a "
      "table)";
  SearchConfig wanted = config(fashion_);
  wanted.maximise.values = {"acuracy"};
  EXPECT_EQ(error_with(wanted), "acuracy: no such metric; did you mean accuracy?" + there_are);
  EXPECT_EQ(exit_with(wanted), Exit::kUsage);
  wanted = config(fashion_);
  wanted.minimise.values = {"macs", "latency"};
  EXPECT_THAT(error_with(wanted), HasSubstr("latency: no such metric"));
  wanted = config(fashion_);
  wanted.limits = {{"parms", true, 1e6}};
  EXPECT_EQ(error_with(wanted), "parms: no such metric; did you mean params?" + there_are);
}

TEST_F(SetUps, TakeObjectivesAndLimitsInTheirOrder) {
  SearchConfig wanted = config(fashion_);
  wanted.minimise.values = {"params", "macs"};
  wanted.limits = {{"latency_ms", true, 0.2}, {"accuracy", false, 0.9}};
  const Problem problem = set_up_search(wanted, fashion_, nullptr)->problem;
  ASSERT_EQ(problem.objectives.size(), 3u);
  EXPECT_EQ(problem.objectives[0].metric, 0);
  EXPECT_TRUE(problem.objectives[0].maximise);
  EXPECT_EQ(problem.objectives[1].metric, 3);
  EXPECT_FALSE(problem.objectives[1].maximise);
  EXPECT_EQ(problem.objectives[2].metric, 2);
  ASSERT_EQ(problem.limits.size(), 2u);
  EXPECT_EQ(problem.limits[0].metric, 1);
  EXPECT_TRUE(problem.limits[0].at_most);
  EXPECT_EQ(problem.limits[0].value, 0.2);
  EXPECT_EQ(problem.limits[1].metric, 0);
  EXPECT_FALSE(problem.limits[1].at_most);
}

TEST_F(SetUps, KnowTheOnlyTableByItsOwnNameToo) {
  SearchConfig wanted = config(fashion_);
  wanted.minimise.values = {"here.latency_ms"};
  wanted.limits = {{"here.latency_ms", true, 0.2}};
  const auto set_up = set_up_search(wanted, fashion_, nullptr);
  EXPECT_EQ(set_up->tables.at(0).metric, "latency_ms");
  EXPECT_EQ(set_up->problem.objectives.at(1).metric, 1);
  EXPECT_EQ(set_up->problem.limits.at(0).metric, 1);
  wanted.minimise.values = {"there.latency_ms"};
  EXPECT_THAT(error_with(wanted), HasSubstr("there.latency_ms: no such metric"));
}

TEST_F(SetUps, NameLatenciesAfterTheirTables) {
  SearchConfig wanted = config(fashion_);
  wanted.tables["slow"] = shipped_table("fashion", "onnxruntime");
  wanted.minimise.values = {"slow.latency_ms"};
  const auto set_up = set_up_search(wanted, fashion_, nullptr);
  EXPECT_THAT(names_of(set_up->problem),
              ElementsAre("accuracy", "here.latency_ms", "slow.latency_ms", "macs", "params",
                          "peak_activation_bytes"));
  const Arch arch = max_arch(fashion_);
  for (const int i : {0, 1}) {
    const Table table = load_table(wanted.tables[i == 0 ? "here" : "slow"]);
    EXPECT_NEAR(score(set_up->problem.metrics[1 + i], arch),
                predict(table, lower(fashion_, arch)).ms, 1e-9);
  }
  wanted.minimise.values = {"latency_ms"};
  EXPECT_THAT(
      error_with(wanted),
      HasSubstr(
          "latency_ms: no such metric (there are accuracy, here.latency_ms, slow.latency_ms"));
}

TEST_F(SetUps, MeasureAccuracyAsTheConfigurationTells) {
  FakeSupernet supernet(fashion_);
  SearchConfig wanted = config(fashion_);
  wanted.accuracy = AccuracySource::kMeasured;
  wanted.evaluate = {{321}, {45}};
  const auto set_up = set_up_search(wanted, fashion_, &supernet);
  EXPECT_EQ(set_up->predictor, nullptr);
  const Metric& accuracy = set_up->problem.metrics.at(0);
  EXPECT_EQ(accuracy.name, "accuracy");
  EXPECT_TRUE(accuracy.alone);
  EXPECT_TRUE(accuracy.more_is_better);
  const Arch arch = max_arch(fashion_);
  EXPECT_EQ(score(accuracy, arch), supernet.truth(arch));
  EXPECT_THAT(supernet.measured, ElementsAre(arch));
  EXPECT_EQ(supernet.settings_seen.at(0).images, 321);
  EXPECT_EQ(supernet.settings_seen.at(0).calibration, 45);
}

// A supernet is there for the check of the front.
TEST_F(SetUps, DoNotMeasureWhatIsPredicted) {
  FakeSupernet supernet(fashion_);
  const auto set_up = set_up_search(config(fashion_), fashion_, &supernet);
  EXPECT_FALSE(set_up->problem.metrics.at(0).alone);
  score(set_up->problem.metrics.at(0), max_arch(fashion_));
  EXPECT_THAT(supernet.measured, IsEmpty());
}

}  // namespace
}  // namespace ofa
