#include <gtest/gtest.h>

#include "config/yaml.h"
#include "core/random.h"
#include "sample.h"

namespace ofa {
namespace {

TEST(ToYaml, BreaksWhatIsLongAndGivesTablesLines) {
  const std::string text =
      "short: {lr: 0.1, kernel: [3, 5]}\n"
      "table:\n"
      "  - {a: 1}\n"
      "  - {b: 2}\n"
      "long:\n"
      "  first: " +
      std::string(50, 'x') +
      "\n"
      "  second: " +
      std::string(50, 'y') +
      "\n"
      "rows:\n"
      "  - name: " +
      std::string(50, 'x') +
      "\n"
      "    rest: " +
      std::string(50, 'y') +
      "\n"
      "  - [1, 2]\n"
      "empty: [[], {}, null]\n";
  EXPECT_EQ(to_yaml(parse_yaml(text, "a.yaml")), text);
  EXPECT_EQ(to_yaml(Node::list()), "[]\n");
  EXPECT_EQ(to_yaml(Node()), "null\n");
}

TEST(ToYaml, FillsOneHundredColumns) {
  const std::string fits =
      "key:\n  a: [" + std::string(49, 'x') + ", " + std::string(42, 'y') + "]\n";
  EXPECT_EQ(fits.size() - 6, 100);
  EXPECT_EQ(to_yaml(parse_yaml(fits, "a.yaml")), fits);
  const std::string over =
      "key:\n  a: [" + std::string(49, 'x') + ", " + std::string(43, 'y') + "]\n";
  EXPECT_EQ(to_yaml(parse_yaml(over, "a.yaml")),
            "key:\n  a:\n    - " + std::string(49, 'x') + "\n    - " + std::string(43, 'y') + "\n");
}

TEST(ToYaml, QuotesWhatWouldReadAsSomethingElse) {
  for (const char* text :
       {"",      "~",    "null", "true", "No",   "5",    "-1e3", "+2",   "0x1F", "1_000", ".inf",
        "-.inf", ".nan", "- a",  "-",    "---",  "a: b", "a:",   "a #b", " a",   "a ",    "a,b",
        "[a",    "a?",   "{",    "#",    "&a",   "*a",   "!a",   "|",    ">",    "'a",    "\"a",
        "%a",    "@a",   "`a",   "a\nb", "a\tb", "<<",   "?",    ":",    "\x01", "\x7f"}) {
    EXPECT_EQ(to_flow(Node::string(text)).front(), '"') << text;
  }
}

TEST(ToYaml, QuotesNothingElse) {
  for (const char* text :
       {"a", "a b", "a-b", "-a", "a:b", "a#b", "5%", "8m", "here.latency_ms <= 0.1",
        "runs/a_b.json", "it's", "a\"b", "caf\xc3\xa9", "nan", "inf", "1.2.3", "~/a"}) {
    EXPECT_EQ(to_flow(Node::string(text)), text);
  }
}

// Texts of characters that mean something in YAML, in every position, come back as they were.
TEST(ToYaml, RandomTextsComeBack) {
  const std::string alphabet = "ab1 :#-?,[]{}&*!|>'\"%@`~.<=\\\n\t/+\x01\x1f";
  for (uint64_t round = 0; round < 5000; ++round) {
    Random random(7, "yaml text", round);
    const auto text = [&] {
      std::string result;
      for (uint64_t n = random.below(9); n > 0; --n)
        result += alphabet[random.below(alphabet.size())];
      return result;
    };
    Node node = Node::map();
    node.add("k", Node::string(text()));
    node.add("list", Node::list({Node::string(text()), Node::string(text())}));
    const std::string key = text();
    if (!node.find(key))
      node.add(key, Node::string(text() + std::string(random.below(2) * 120, 'x')));
    EXPECT_EQ(parse_yaml(to_yaml(node), "a.yaml"), node) << to_yaml(node);
    EXPECT_EQ(parse_yaml(to_flow(node), "a.yaml"), node) << to_flow(node);
  }
}

}  // namespace
}  // namespace ofa
