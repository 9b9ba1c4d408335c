#include <gtest/gtest.h>

#include "config/yaml.h"
#include "sample.h"

namespace ofa {
namespace {

std::string repeated(const std::string& text, size_t times) {
  std::string result;
  for (size_t i = 0; i < times; ++i) result += text;
  return result;
}

std::string flow(const std::string& text) {
  return to_flow(parse_yaml(text, "a.yaml"));
}

std::string parse_error(const std::string& text) {
  return error_of([&] { parse_yaml(text, "a.yaml"); });
}

TEST(ParseYaml, ReadsScalarsListsAndMaps) {
  EXPECT_EQ(flow("a: 1\nb: [x, 'it''s', {c: \"5\"}]\nd:\n  - e: ~\n    f: x y # z\n"),
            "{a: 1, b: [x, \"it's\", {c: \"5\"}], d: [{e: null, f: x y}]}");
  EXPECT_EQ(flow("archs: [min, random: 8]"), "{archs: [min, {random: 8}]}");
  EXPECT_EQ(flow("\xef\xbb\xbf"
                 "a: 1\r\nb: 2\r\n"),
            "{a: 1, b: 2}");
}

TEST(ParseYaml, EmptyTextIsNull) {
  for (const char* text : {"", "# nothing\n", "---\n", "\n\n"}) {
    EXPECT_TRUE(parse_yaml(text, "a.yaml").is_null()) << text;
  }
}

TEST(ParseYaml, KnowsQuotedText) {
  const Node node = parse_yaml("[5, '5', \"\", null, 'null']", "a.yaml");
  EXPECT_FALSE(node.items[0].quoted);
  EXPECT_TRUE(node.items[1].quoted);
  EXPECT_TRUE(node.items[2].is_scalar());
  EXPECT_TRUE(node.items[3].is_null());
  EXPECT_TRUE(node.items[4].is_scalar());
}

TEST(ParseYaml, KnowsLinesAndPaths) {
  const Node node = parse_yaml("a: 1\n\nb:\n  - x\n  - c:\n    d: 4\n", "a.yaml");
  const Node& map = node.find("b")->items[1];
  EXPECT_STREQ(map.find("d")->error("wrong").what(), "a.yaml:6: b.1.d: wrong");
  EXPECT_STREQ(map.find("c")->error("wrong").what(), "a.yaml:5: b.1.c: wrong");
  EXPECT_STREQ(map.error_at("e", "missing").what(), "a.yaml:5: b.1.e: missing");
  EXPECT_STREQ(node.error("wrong").what(), "a.yaml:1: wrong");
}

TEST(ParseYaml, EqualNodesMayStandElsewhere) {
  const Node node = parse_yaml("a: {k: 1}\n\nb: {k: 1}\nc: {l: 1}\nd: {k: '1'}\n", "a.yaml");
  EXPECT_TRUE(*node.find("a") == *node.find("b"));
  EXPECT_FALSE(*node.find("a") == *node.find("c"));
  EXPECT_FALSE(*node.find("a") == *node.find("d"));
}

TEST(ParseYaml, CopiesAliases) {
  EXPECT_EQ(flow("a: &x {b: [1, &y 2]}\nc: *x\nd: *y\n"), "{a: {b: [1, 2]}, c: {b: [1, 2]}, d: 2}");
  const Node node = parse_yaml("a: &x {b: 1}\nc: *x\n", "a.yaml");
  EXPECT_STREQ(node.find("c")->find("b")->error("wrong").what(), "a.yaml:1: c.b: wrong");
}

TEST(ParseYaml, RefusesAliasBombs) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" +
            repeated(alias + ", ", 9) + alias + "]\n";
  }
  EXPECT_EQ(
      parse_error(bomb),
      "a.yaml:5: a4.6: more than 100000 values or 4000000 bytes of text, aliases (*) expanded");
  EXPECT_EQ(parse_error("- &a " + std::string(500'000, 'x') + "\n" + repeated("- *a\n", 1000)),
            "a.yaml:5: 4: more than 100000 values or 4000000 bytes of text, aliases (*) expanded");
  EXPECT_EQ(parse_error("a: &a [1, *a]"),
            "a.yaml:1: a.1: an alias (*) inside the value that it repeats");
  EXPECT_EQ(parse_error("a: *b"), "a.yaml:1: not YAML: the referenced anchor is not defined");
}

TEST(ParseYaml, RefusesDeepNesting) {
  EXPECT_EQ(flow(repeated("[", 64) + repeated("]", 64)), repeated("[", 64) + repeated("]", 64));
  const std::string path = repeated("0.", 63) + "0";
  EXPECT_EQ(parse_error(repeated("[", 65) + repeated("]", 65)),
            "a.yaml:1: " + path + ": nested deeper than 64 levels");
  EXPECT_EQ(parse_error(repeated("- ", 400'000)),
            "a.yaml:1: " + path + ": nested deeper than 64 levels");
}

TEST(ParseYaml, RefusesLargeTexts) {
  EXPECT_EQ(parse_error(std::string(1'000'001, ' ')),
            "a.yaml: expected at most 1,000,000 bytes, found 1,000,001");
  EXPECT_EQ(parse_error(repeated("- a\n", 200'000)),
            "a.yaml:100001: 100000: more than 100000 values or 4000000 bytes of text, aliases (*) "
            "expanded");
}

TEST(ParseYaml, RefusesDuplicateKeys) {
  EXPECT_EQ(parse_error("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n"),
            "a.yaml:5: b.c: duplicate key; the first is in line 3");
  EXPECT_EQ(parse_error("a: 1\n'a': 2\n"), "a.yaml:2: a: duplicate key; the first is in line 1");
}

TEST(ParseYaml, RefusesOddKeysAndTags) {
  EXPECT_EQ(parse_error("a:\n  ? [b]\n  : c\n"),
            "a.yaml:2: a: expected a plain key, got a list or a map; is a bracket not closed?");
  EXPECT_EQ(parse_error("~: 1"), "a.yaml:1: expected a plain key, got nothing");
  EXPECT_EQ(parse_error("a: &m {b: 1}\nc:\n  <<: *m\n"),
            "a.yaml:3: c: merge keys (<<) are not known; a file inherits with base: other.yaml");
  EXPECT_EQ(parse_error(std::string(201, 'k') + ": 1"),
            "a.yaml:1: expected a key of at most 200 bytes, got " + std::string(60, 'k') + "...");
  EXPECT_EQ(parse_error("a: !!int 3"), "a.yaml:1: a: expected no tag, got tag:yaml.org,2002:int");
}

TEST(ParseYaml, RefusesASecondDocument) {
  EXPECT_EQ(parse_error("a: 1\n---\nb: 2\n"),
            "a.yaml:2: expected one document, found a second one; is the indentation even?");
  EXPECT_EQ(parse_error("  a: 1\nb: 2\n"),
            "a.yaml:2: expected one document, found a second one; is the indentation even?");
}

TEST(ParseYaml, RefusesBrokenYaml) {
  EXPECT_EQ(parse_error("a:\n  b: {c: 1\nd: 2\n"), "a.yaml:3: not YAML: a { without its }");
  EXPECT_EQ(parse_error("a: [1, 2\n"), "a.yaml:2: not YAML: a [ without its ]");
  for (const char* text : {"a: 'x", "a: 'x\nb: 2", "a: \"x\nb: 2\n", "a: \"x\\\n"}) {
    EXPECT_TRUE(
        parse_error(text).ends_with(": not YAML: a quote that is not closed before the end"));
  }
  EXPECT_EQ(flow("a: |+\n  x\n\n"), "{a: \"x\\n\\n\"}");
  EXPECT_EQ(parse_error("a:\n\tb: 1\n"),
            "a.yaml:2: not YAML: a tab in the indentation; it takes spaces");
  EXPECT_EQ(
      parse_error("a: b: c"),
      "a.yaml:1: not YAML: a value where none can stand; text with a colon needs quotes, and the "
      "keys of a map the same indentation");
}

TEST(ParseYaml, RefusesWhatIsNoText) {
  EXPECT_EQ(parse_error("a: 1\nb: \x04\nc: 2\n"),
            "a.yaml:2: expected text, found the control character 0x04");
  EXPECT_EQ(parse_error("a: 1\rb: 2\n"),
            "a.yaml:1: expected text, found the control character 0x0d");
  for (const char* bytes :
       {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    EXPECT_EQ(parse_error(std::string("a: 1\nb: ") + bytes),
              "a.yaml:2: expected text in UTF-8, found something else");
  }
  EXPECT_EQ(flow("a: h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"),
            "{a: h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80}");
}

}  // namespace
}  // namespace ofa
