#include "trainers/regularise.h"

#include <gmock/gmock.h>

#include <set>

#include "config/load.h"
#include "config/yaml.h"
#include "tests/error_of.h"

namespace ofa {
namespace {

using testing::HasSubstr;

RegulariseConfig config_of(const std::string& text) {
  return read<RegulariseConfig>(parse_yaml(text, "a.yaml"));
}

TEST(Regularise, ReadsWhatIsDroppedAndOfWhom) {
  EXPECT_EQ(config_of("{}"), RegulariseConfig());
  EXPECT_EQ(config_of("{dropout: 0.2, drop_path: 0.1, stages: 2, archs: all}"),
            (RegulariseConfig{0.2, 0.1, 2, Regularised::kAll}));
  EXPECT_EQ(config_of("{dropout: 0.2}").archs, Regularised::kMax);
  EXPECT_THAT(error_of([] { config_of("{dropout: 1}"); }), HasSubstr("a.yaml:1: dropout"));
  EXPECT_THAT(error_of([] { config_of("{drop_path: -0.1}"); }), HasSubstr("drop_path"));
  EXPECT_THAT(error_of([] { config_of("{drop_conect: 0.1}"); }), HasSubstr("unknown key"));
  EXPECT_THAT(error_of([] { config_of("{archs: largest}"); }), HasSubstr("max, all"));
}

TEST(Regularise, IsForTheWidestArchOrForAll) {
  RegulariseConfig config{.dropout = 0.2, .drop_path = 0.1, .stages = 2};
  const Regularisation widest = regularisation_for(config, true, 7, 3, 1, 2);
  EXPECT_EQ(widest.dropout, 0.2);
  EXPECT_EQ(widest.drop_path, 0.1);
  EXPECT_EQ(widest.stages, 2);
  EXPECT_EQ(widest.seed, 7U);
  EXPECT_EQ(regularisation_for(config, false, 7, 3, 1, 2), Regularisation());
  config.archs = Regularised::kAll;
  EXPECT_EQ(regularisation_for(config, false, 7, 3, 1, 2), widest);
}

TEST(Regularise, GivesEveryPassNumbersOfItsOwn) {
  std::set<uint64_t> passes;
  for (const int64_t step : {0, 1, 2, 1'000'000})
    for (const int part : {0, 1, 4095})
      for (const int arch : {0, 1, 4095})
        passes.insert(regularisation_for({}, true, 0, step, part, arch).pass);
  EXPECT_EQ(passes.size(), 4U * 3 * 3);
}

TEST(Regularise, RefusesSpacesInWhichNothingCouldBeDropped) {
  const auto error = [](const RegulariseConfig& config, const char* space) {
    return error_of([&] { check_regularise(config, load_space(space)); });
  };
  EXPECT_EQ(error({.dropout = 0.2, .drop_path = 0.2}, "attentive_nas"), "no error");
  EXPECT_EQ(error({.drop_path = 0.2}, "fashion"), "no error");
  EXPECT_EQ(error({}, "mobilenet_v1"), "no error");
  EXPECT_EQ(error({.dropout = 0.2}, "fashion"),
            "regularise.dropout: the head of fashion has no dropout; leave it at 0, or write a "
            "space with base: fashion.yaml and dropout before linear in its head");
  EXPECT_EQ(error({.drop_path = 0.2}, "mobilenet_v1"),
            "regularise.drop_path: no block of mobilenet_v1 has a shortcut; leave it at 0");
}

}  // namespace
}  // namespace ofa
