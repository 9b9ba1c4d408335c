#include "config/codec.h"

#include <gtest/gtest.h>

#include <cmath>

#include "config/yaml.h"
#include "core/random.h"
#include "sample.h"

namespace ofa {
namespace {

template <typename T>
T value_of(const std::string& text) {
  return read<T>(parse_yaml(text, "a.yaml"));
}

TEST(CodecOfWholeNumbers, ReadsThem) {
  EXPECT_EQ(value_of<int>("-2147483648"), -2147483648);
  EXPECT_EQ(value_of<int64_t>("9223372036854775807"), 9223372036854775807);
  EXPECT_EQ(value_of<int>("0"), 0);
}

TEST(CodecOfWholeNumbers, IsStrict) {
  for (const std::string text :
       {"1.5", "1.0", "1e3", "0x10", "010", "+5", "1k", "1_000", "abc", "- 5", ".nan", "-"}) {
    if (text == "- 5" || text == "-") continue;
    EXPECT_EQ(read_error<int>(text), "a.yaml:1: expected a whole number, got " + text);
  }
  EXPECT_EQ(read_error<int>("'5'"), "a.yaml:1: expected a whole number, got \"5\"");
  EXPECT_EQ(read_error<int>("~"), "a.yaml:1: expected a whole number, got nothing");
  EXPECT_EQ(read_error<int>("[5]"), "a.yaml:1: expected a whole number, got a list");
  EXPECT_EQ(read_error<int>("2147483648"),
            "a.yaml:1: expected a whole number from -2147483648 to 2147483647, got 2147483648");
  EXPECT_EQ(
      read_error<int64_t>("9223372036854775808"),
      "a.yaml:1: expected a whole number from -9223372036854775808 to 9223372036854775807, got "
      "9223372036854775808");
}

TEST(CodecOfNumbers, ReadsThem) {
  EXPECT_EQ(value_of<double>("1e-4"), 1e-4);
  EXPECT_EQ(value_of<double>("-3"), -3);
  EXPECT_EQ(value_of<double>(".5"), 0.5);
}

TEST(CodecOfNumbers, IsStrict) {
  for (const std::string text : {"nan", ".nan", "NaN", "inf", "-inf", ".inf", "1e999", "0x1p3",
                                 "1,5", "5%", "8m", "1 2", "abc", "infinity"}) {
    EXPECT_EQ(read_error<double>(text), "a.yaml:1: expected a number, got " + text);
  }
  EXPECT_EQ(read_error<double>("\"1\""), "a.yaml:1: expected a number, got \"1\"");
}

TEST(CodecOfNumbers, DumpsWhatReadsBackExactly) {
  EXPECT_EQ(to_flow(dump(0.1)), "0.1");
  EXPECT_EQ(to_flow(dump(5.0)), "5");
  for (uint64_t round = 0; round < 20'000; ++round) {
    Random random(3, "doubles", round);
    const auto value = std::bit_cast<double>(random.bits64());
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(value_of<double>(to_yaml(dump(value))), value);
  }
}

TEST(CodecOfTruth, TakesTrueAndFalseAlone) {
  EXPECT_TRUE(value_of<bool>("true"));
  EXPECT_FALSE(value_of<bool>("false"));
  for (const std::string text : {"yes", "True", "1", "on"}) {
    EXPECT_EQ(read_error<bool>(text), "a.yaml:1: expected true or false, got " + text);
  }
}

TEST(CodecOfText, TakesAnyScalar) {
  EXPECT_EQ(value_of<std::string>("5"), "5");
  EXPECT_EQ(value_of<std::string>("''"), "");
  EXPECT_EQ(read_error<std::string>("~"), "a.yaml:1: expected text, got nothing");
  EXPECT_EQ(read_error<std::string>("{a: 1}"), "a.yaml:1: expected text, got a map");
}

TEST(CodecOfEnums, TakesTheirNames) {
  EXPECT_EQ(value_of<Decay>("step"), Decay::kStep);
  EXPECT_EQ(name_of(Decay::kStep), "step");
  EXPECT_EQ(to_flow(dump(Decay::kNone)), "none");
  EXPECT_EQ(read_error<Decay>("cosin"),
            "a.yaml:1: expected one of cosine, step, none, got cosin; did you mean cosine?");
  EXPECT_EQ(read_error<Decay>("linear"),
            "a.yaml:1: expected one of cosine, step, none, got linear");
  EXPECT_EQ(read_error<Decay>("[step]"),
            "a.yaml:1: expected one of cosine, step, none, got a list");
}

TEST(CodecOfContainers, ReadsListsMapsAndWhatMayBeNull) {
  EXPECT_EQ(value_of<std::vector<int>>("[3, 5]"), (std::vector{3, 5}));
  EXPECT_EQ((value_of<std::map<std::string, int>>("{a: 1}")),
            (std::map<std::string, int>{{"a", 1}}));
  EXPECT_EQ(value_of<std::optional<int>>("~"), std::nullopt);
  EXPECT_EQ(value_of<std::optional<int>>("3"), 3);
  EXPECT_EQ(read_error<std::vector<int>>("3"),
            "a.yaml:1: expected a list, each a whole number, got 3");
  EXPECT_EQ(read_error<std::vector<int>>("[3,\n x]"),
            "a.yaml:2: 1: expected a whole number, got x");
  EXPECT_EQ((read_error<std::map<std::string, int>>("[3]")),
            "a.yaml:1: expected a map from names, each to a whole number, got a list");
  EXPECT_EQ((read_error<std::map<std::string, int>>("a: 1\nb: x")),
            "a.yaml:2: b: expected a whole number, got x");
}

TEST(CodecOfCandidates, OneIsFixedAListIsAChoice) {
  EXPECT_TRUE(value_of<Candidates<int>>("3").fixed());
  EXPECT_EQ(value_of<Candidates<int>>("[3]"), value_of<Candidates<int>>("3"));
  EXPECT_EQ(value_of<Candidates<int>>("[24, 24, 32]").values, (std::vector{24, 24, 32}));
  EXPECT_EQ(to_flow(dump(Candidates<int>{{3}})), "3");
  EXPECT_EQ(to_flow(dump(Candidates<int>{{3, 5}})), "[3, 5]");
  EXPECT_EQ(read_error<Candidates<int>>("[]"),
            "a.yaml:1: expected a whole number or a list of them, got an empty list");
  EXPECT_EQ(read_error<Candidates<int>>("[3, x]"), "a.yaml:1: 1: expected a whole number, got x");
}

TEST(Shown, IsShortAndOnOneLine) {
  EXPECT_EQ(read_error<int>("\"" + std::string(100, 'x') + "\""),
            "a.yaml:1: expected a whole number, got \"" + std::string(60, 'x') + "...\"");
  EXPECT_EQ(read_error<int>("\"a\\nb\""), "a.yaml:1: expected a whole number, got \"a\\x0ab\"");
  std::string euros = "x";
  for (int i = 0; i < 40; ++i) euros += "\xe2\x82\xac";
  EXPECT_EQ(read_error<int>(euros),
            "a.yaml:1: expected a whole number, got " + euros.substr(0, 58) + "...");
}

}  // namespace
}  // namespace ofa
