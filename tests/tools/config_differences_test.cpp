#include "tools/report/config_differences.h"

#include <gmock/gmock.h>

#include "config/yaml.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<ConfigDifference> differences(const std::vector<std::string>& texts) {
  std::vector<Node> trees;
  for (const std::string& text : texts) trees.push_back(parse_yaml(text, "a.yaml"));
  std::vector<const Node*> configs;
  for (const Node& tree : trees) configs.push_back(&tree);
  return config_differences(configs);
}

ConfigDifference difference(const std::string& key,
                            std::vector<std::optional<std::string>> values) {
  return {key, std::move(values)};
}

TEST(ConfigDifferences, NamesTheKeysThatDiffer) {
  EXPECT_THAT(differences({"{a: 1, b: {c: 2, d: [3, 4]}}", "{b: {d: [3, 4], c: 2}, a: 1}"}),
              IsEmpty());
  EXPECT_THAT(differences({"{a: 1, b: {c: 2, d: 3}}", "{a: 1, b: {c: 5, d: 3}}",
                           "{a: 1, b: {c: 2, d: 3}}"}),
              ElementsAre(difference("b.c", {"2", "5", "2"})));
}

TEST(ConfigDifferences, TellsWhatIsNotThereFromNull) {
  EXPECT_THAT(
      differences({"{a: null}", "{b: 1}"}),
      ElementsAre(difference("a", {"null", std::nullopt}), difference("b", {std::nullopt, "1"})));
}

TEST(ConfigDifferences, ComparesListsAsValuesAndPhasesOneByOne) {
  EXPECT_THAT(differences({"augment: [flip]", "augment: [flip, crop]"}),
              ElementsAre(difference("augment", {"[flip]", "[flip, crop]"})));
  EXPECT_THAT(differences({"phases: [{name: a, lr: 1}]", "phases: [{name: a, lr: 2}, {name: b}]"}),
              ElementsAre(difference("phases.0.lr", {"1", "2"}),
                          difference("phases.1", {std::nullopt, "{name: b}"})));
  EXPECT_THAT(differences({"phases: [{name: a}]", "phases: 3"}),
              ElementsAre(difference("phases", {"[{name: a}]", "3"})));
}

TEST(ConfigDifferences, LeavesOutOfARecipeWhatTeachesNothing) {
  const auto is_same = [](const char* a, const char* b) {
    return recipe(parse_yaml(a, "a.yaml")) == recipe(parse_yaml(b, "b.yaml"));
  };
  EXPECT_TRUE(is_same("{lr: 1, seed: 0, log_every: 5, data: {source: /a, threads: 1, batch: 8}}",
                      "{lr: 1, seed: 1, checkpoint: {keep: 9}, data: {source: /b, batch: 8}}"));
  EXPECT_TRUE(is_same("{threads: 2, device: cpu}", "{device: cuda}"));
  EXPECT_FALSE(is_same("{lr: 1}", "{lr: 2}"));
  EXPECT_FALSE(is_same("data: {batch: 8}", "data: {batch: 16}"));
  EXPECT_TRUE(
      is_same("{budget: 8m, phases: [{steps: 10}]}", "{budget: 8m, phases: [{steps: 12}]}"));
  EXPECT_FALSE(is_same("{budget: 8m}", "{budget: 9m}"));
  EXPECT_FALSE(
      is_same("{budget: null, phases: [{steps: 10}]}", "{budget: null, phases: [{steps: 12}]}"));
}

}  // namespace
}  // namespace ofa
