#include <gtest/gtest.h>

#include "config/help.h"
#include "config/load.h"
#include "config/yaml.h"
#include "core/random.h"
#include "sample.h"
#include "tests/resources.h"

namespace ofa {
namespace {

constexpr const char* kSpaceYaml = R"(input: {channels: 1, resolution: [24, 28]}
kernel_transform: true
stem: &stem {channels: 16, kernel: 3, stride: 1, activation: relu}
stages:
  - {block: mbconv, stride: 2, channels: [16, 24], depth: [1, 2], kernel: [3, 5]}
  - {block: mbconv, channels: [48, 64], "squeeze_excite": true, again: *stem}
head: [{conv: 160, activation: 'relu'}, pool, linear]
note: |
  several
  lines
)";

// What parsers take badly, and what the parts of our own syntax look like.
// clang-format off
constexpr const char* kPieces[] = {
    "[", "]", "{", "}", ": ", ":", ", ", "- ", "\n", "\n  ", "\t", "#", "&a ", "*a", "*stem", "!", "!!int ",
    "|\n", ">-\n", "'", "\"", "\\", "\\x", "%", "%YAML 1.1\n", "---\n", "...\n", "? ", "<<: ", "~", "null",
    "\xff", "\xc3", "\xef\xbb\xbf", "\x04", "1e999", ".nan", "-0", "99999999999999999999", "0x10", "5%", "8m",
    "name: a", "base: a.yaml\n", "phases:\n", "[[[[[[[[[[", "{a: {a: {a: ", "- - - - - - - "};
// clang-format on

// One to three small damages: a piece put in, a part cut out, doubled or moved, a byte changed.
std::string mutated(std::string text, Random& random) {
  for (uint64_t n = 1 + random.below(3); n > 0; --n) {
    const size_t at = random.below(text.size() + 1);
    const size_t length = random.below(std::min<size_t>(text.size() - at, 30) + 1);
    const std::string part = text.substr(at, length);
    switch (random.below(6)) {
      case 0:
        text.insert(at, kPieces[random.below(std::size(kPieces))]);
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, part);
        break;
      case 3:
        text.insert(random.below(text.size() + 1), part);
        break;
      case 4:
        text.resize(at);
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(random.below(256));
    }
  }
  return text;
}

// What the program does with a configuration.
void use(const std::string& text, const std::string& assignment) {
  Node node = parse_yaml(text, "a.yaml");
  const std::string emitted = to_yaml(node);
  EXPECT_TRUE(to_yaml(parse_yaml(emitted, "b.yaml")) == emitted) << text.substr(0, 1000);
  set(node, assignment);
  const auto training = read<Training>(node);
  EXPECT_TRUE(read<Training>(parse_yaml(to_yaml(dump(training)), "b.yaml")) == training) << text;
}

// A value or an Error, soon and in little memory, whatever the text.
TEST(Fuzz, MutatedTextsGiveAValueOrAnError) {
  const MemoryLimit limit(400);
  int values = 0, errors = 0;
  for (uint64_t round = 0; round < 20'000; ++round) {
    Random random(2024, "yaml fuzz", round);
    const std::string text = mutated(round % 3 == 0 ? kSpaceYaml : kTrainingYaml, random);
    const std::string assignment = mutated("phases.1.lr=0.5", random);
    const double start = cpu_seconds();
    try {
      use(text, round % 2 ? "seed=5" : assignment);
      ++values;
    } catch (const Error& error) {
      EXPECT_LT(std::string(error.what()).size(), 1000);
      ++errors;
    }
    EXPECT_LT(cpu_seconds() - start, 5) << text;
  }
  EXPECT_GT(values, 300);
  EXPECT_GT(errors, 5000);
}

// One piece over and over, up to the largest file that is read.
TEST(Fuzz, LongRepetitionsGiveAValueOrAnError) {
  for (const std::string piece : kPieces) {
    for (const std::string head : {"", "[", "a: {", "a: \"", "a: |\n "}) {
      std::string text = head;
      while (text.size() + piece.size() <= kMaxYamlBytes / 10) text += piece;
      const double start = cpu_seconds();
      EXPECT_LT(error_of([&] { use(text, "seed=5"); }).size(), 1000);
      EXPECT_LT(cpu_seconds() - start, 10) << head << piece;
    }
  }
}

}  // namespace
}  // namespace ofa
