#include "trainers/distill_config.h"

#include <gmock/gmock.h>

#include "config/yaml.h"
#include "tests/error_of.h"

namespace ofa {
namespace {

using testing::HasSubstr;

DistillConfig read_config(const std::string& text) {
  return read<DistillConfig>(parse_yaml(text, "a.yaml"));
}

std::string error(const std::string& text) {
  return error_of([&] { read_config(text); });
}

TEST(DistillConfig, OneTeacherAndSoftLabelsAreTheDefault) {
  const DistillConfig config = read_config("{teacher: max}");
  EXPECT_EQ(config.teacher.all, (std::vector<TeacherShare>{{"max", 1}}));
  EXPECT_EQ(config.terms, (std::vector<DistillTerm>{SoftTerm{}}));
  EXPECT_EQ(config.labels, (Ramp{1, 1}));
  EXPECT_TRUE(config.in_place());
  EXPECT_FALSE(config.compares_blocks());
}

TEST(DistillConfig, ReadsTermsWithWeightsThatMove) {
  const DistillConfig config = read_config(
      "{teacher: {max: 1, runs/big: 3}, labels: 0.5, terms: [alpha, {logits: {weight: 2}},\n"
      " {features: {weight: {from: 1, to: 0}, map: skip}}, cosine]}");
  EXPECT_EQ(config.teacher.all, (std::vector<TeacherShare>{{"max", 1}, {"runs/big", 3}}));
  EXPECT_EQ(config.terms,
            (std::vector<DistillTerm>{AlphaTerm{}, LogitsTerm{{2, 2}},
                                      FeaturesTerm{{{1, 0}, BlockMap::kSkip}}, CosineTerm{}}));
  EXPECT_TRUE(config.compares_blocks());
  EXPECT_EQ(read_config(to_yaml(dump(config))), config);
}

TEST(DistillConfig, RefusesWhatMakesNoSense) {
  EXPECT_THAT(error("{teacher: max, terms: [alhpa]}"), HasSubstr("did you mean alpha?"));
  EXPECT_THAT(error("{teacher: max, terms: []}"), HasSubstr("terms"));
  EXPECT_THAT(error("{teacher: max, terms: [soft, {soft: {weight: 2}}]}"),
              HasSubstr("terms: soft is there twice"));
  EXPECT_THAT(error("{teacher: max, terms: [{soft: {weight: -1}}]}"),
              HasSubstr("a number >= 0, or {from: A, to: B} over the phase, got -1"));
  EXPECT_THAT(error("{teacher: max, labels: {from: 1}}"), HasSubstr("labels.to"));
  EXPECT_THAT(error("{teacher: {a: 0}}"), HasSubstr("expected a share > 0, got 0"));
  EXPECT_THAT(error("{teacher: {}}"), HasSubstr("a name, or a map from names to shares"));
  EXPECT_THAT(error("{teacher: a, terms: [{soft: {weight: 0}}], labels: 0}"),
              HasSubstr("no loss left"));
}

TEST(Ramp, MovesInALine) {
  EXPECT_EQ((Ramp{2, 4}).at(0), 2);
  EXPECT_EQ((Ramp{2, 4}).at(0.25), 2.5);
  EXPECT_EQ((Ramp{2, 4}).at(1), 4);
}

}  // namespace
}  // namespace ofa
