#include <gtest/gtest.h>

#include "config/load.h"
#include "config/yaml.h"
#include "sample.h"

namespace ofa {
namespace {

std::string after(const std::string& text, const std::string& assignment) {
  Node node = parse_yaml(text, "a.yaml");
  set(node, assignment);
  return to_flow(node);
}

std::string set_error(const std::string& text, const std::string& assignment) {
  return error_of([&] { after(text, assignment); });
}

TEST(Set, ReplacesAValue) {
  EXPECT_EQ(after("{a: 1, b: {c: [1, {d: 2}]}}", "b.c.1.d=x"), "{a: 1, b: {c: [1, {d: x}]}}");
  EXPECT_EQ(after("{a: {b: 1}}", "a=[1, {c: 2}]"), "{a: [1, {c: 2}]}");
  EXPECT_EQ(after("{a: 1}", "a=b=c"), "{a: b=c}");
  EXPECT_EQ(after("{a: 1}", "a="), "{a: null}");
}

TEST(Set, MakesMissingKeysAndAppends) {
  EXPECT_EQ(after("{a: 1}", "b.c.d=2"), "{a: 1, b: {c: {d: 2}}}");
  EXPECT_EQ(after("", "a.b=1"), "{a: {b: 1}}");
  EXPECT_EQ(after("{a: null}", "a.b=1"), "{a: {b: 1}}");
  EXPECT_EQ(after("{a: [1]}", "a.1.b=2"), "{a: [1, {b: 2}]}");
}

TEST(Set, RefusesWaysThatDoNotExist) {
  EXPECT_EQ(set_error("{a: {b: [1, 2]}}", "a.b.3=1"),
            "--set a.b.3=1: a.b.3: expected an index from 0 to 2 (2 appends)");
  EXPECT_EQ(set_error("{a: [1]}", "a.x=1"),
            "--set a.x=1: a.x: expected an index from 0 to 1 (1 appends)");
  EXPECT_EQ(set_error("{a: [1]}", "a.-1=1"),
            "--set a.-1=1: a.-1: expected an index from 0 to 1 (1 appends)");
  EXPECT_EQ(set_error("{a: {lr: 0.1}}", "a.lr.x=1"),
            "--set a.lr.x=1: a.lr: expected a map or a list, to set x in it, got 0.1");
}

TEST(Set, RefusesWhatIsNoAssignment) {
  for (const std::string text : {"a", "", "=1", "a..b=1", ".a=1", "a.=1"}) {
    EXPECT_EQ(set_error("", text), "--set " + text + ": expected KEY=VALUE, such as phases.2.lr=1");
  }
  std::string deep = "a";
  for (int i = 0; i < 64; ++i) deep += ".a";
  EXPECT_EQ(set_error("", deep + "=1"),
            "--set " + deep + "=1: expected KEY=VALUE, such as phases.2.lr=1");
  EXPECT_EQ(set_error("", "a=[1"),
            "--set a=[1: expected a plain key, got a list or a map; is a bracket not closed?");
}

TEST(Set, IsWhatErrorsNameAfterwards) {
  const auto error_after = [](const std::string& assignment) {
    return error_of([&] {
      Node node = parse_yaml(kTrainingYaml, "a.yaml");
      set(node, assignment);
      read<Training>(node);
    });
  };
  EXPECT_EQ(error_after("phases.1.lr=-1"),
            "--set phases.1.lr=-1: phases.1.lr: expected a number > 0, got -1");
  EXPECT_EQ(error_after("phases.1.open={kernel: [1]}"),
            "--set phases.1.open={kernel: [1]}: phases.1.open.kernel: expected a count or all, got "
            "a list");
  EXPECT_EQ(error_after("sed=5"), "--set sed=5: sed: unknown key; did you mean seed?");
  EXPECT_EQ(error_after("schedule={wormup: 5%}"),
            "--set schedule={wormup: 5%}: schedule.wormup: unknown key; did you mean warmup?");
  EXPECT_EQ(error_after("phses.1.lr=1"),
            "--set phses.1.lr=1: phses: unknown key; did you mean phases?");
  EXPECT_EQ(
      error_after("phases.2.lr=1"),
      "--set phases.2.lr=1: phases.2.name: required key is missing: what logs call the phase; "
      "expected text (not empty)");
  EXPECT_EQ(error_after("phases.1.lr=1"), "no error");
}

}  // namespace
}  // namespace ofa
