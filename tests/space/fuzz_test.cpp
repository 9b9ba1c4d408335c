// A value or an Error, soon and in little memory, whatever the text.

#include "config/yaml.h"
#include "core/file.h"
#include "graph/check.h"
#include "graph/cost.h"
#include "space/arch_json.h"
#include "space/arch_text.h"
#include "space/count.h"
#include "space/encode.h"
#include "space/lower.h"
#include "space/open.h"
#include "space/sample.h"
#include "space/supernet.h"
#include "space/vary.h"
#include "space_testing.h"
#include "tests/resources.h"

namespace ofa {
namespace {

constexpr int kSpaceRounds = 10'000, kArchRounds = 10'000;

// clang-format off
constexpr const char* kNumbers[] = {
    "0", "1", "2", "3", "4", "5", "7", "8", "12", "16", "24", "64", "100", "512", "2048", "8192", "0.5", "0.25", "-1",
    "999999999999"};
constexpr const char* kYamlPieces[] = {
    "0", "1", "1e9", "[1, 2]", "[3, 5, 7]", "[0, 1]", "[8, 16, 24, 32, 40, 48, 56, 64]", "[]", "{}", "null", "true", "6x", "99x", "mbconv", "bottleneck", "separable",
    "conv", "max_pool", "pool", "linear", "projected", "pooled", "identity", "none", "b0", "{phi: 2}",
    "{width: 8, depth: 8, resolution: 2048}", "depth: [0, 1], ", "kernel: [1, 15], ", "stride: 2, ", "stride: 8, ",
    "expand: [0.3, 16], ", "mid: [8, 20], ", "squeeze_excite: true, ", "shortcut: pooled, ", "channels: [8, 16, 24], ", "\n", "- ",
    "width: [0.5, 1, 2]\n", "per_net: [depth]\n", "per_stage: [kernel, expand]\n", "compound: [b0, b7]\n",
    "{conv: 99x}, ", "depth: 64, "};
constexpr const char* kArchPieces[] = {
    "0", "1", "-1", "3", "1.5", "24", "1e999", "99999999999999999999", "[", "]", "{", "}", "[]", "{}", "null", "true",
    "\"\"", "\"x\"", ",", ":", "/", "k", "e", "d", "w", "k3e2", ",k3e2", "m96", "/k3", "b0", "\"ks\": 3, \"e\": 3, \"d\": 2, ",
    "\"d\": 0, \"e\": 0, \"w\": 0, ", "\"resolution\": 1, ", "\"kernel\": 3, ", "\xff", "\xc3\xa9", "\n", "\\u0000",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["};
// clang-format on

// Most often a number becomes another one; or a piece is put in, a part cut or doubled, a byte
// changed.
template <size_t N>
std::string mutated(std::string text, const char* const (&pieces)[N], Random& random) {
  for (uint64_t n = 1 + random.below(3); n > 0; --n) {
    const size_t at = random.below(text.size() + 1);
    const size_t length = random.below(std::min<size_t>(text.size() - at, 30) + 1);
    const size_t digit = text.find_first_of("0123456789", at);
    const size_t number = text.find_first_not_of("0123456789.", digit) - digit;
    switch (random.below(10)) {
      case 0:
        text.insert(at, pieces[random.below(N)]);
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(random.below(text.size() + 1), text.substr(at, length));
        break;
      case 3:
        if (at < text.size()) text[at] = static_cast<char>(random.below(256));
        break;
      case 4:
        if (digit != text.npos) text.replace(digit, number, pieces[random.below(N)]);
        break;
      default:
        if (digit != text.npos)
          text.replace(digit, number, kNumbers[random.below(std::size(kNumbers))]);
    }
  }
  return text;
}

void use(const Space& space, const Arch& arch) {
  EXPECT_EQ(arch_from_text(space, to_text(space, arch)), arch) << to_text(space, arch);
  EXPECT_EQ(arch_from_json(space, to_json(space, arch), "test"), arch);
  const Graph graph = lower(space, arch);
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_GE(cost(graph).macs, 0);
}

// What the program does with a space.
void use(const Space& space, uint64_t seed) {
  const Arch max = max_arch(space);
  const size_t num_blocks = slots(space).size();
  if (num_blocks < 60)
    for (const Arch& arch : {min_arch(space), max, random_arch(space, seed)}) {
      EXPECT_TRUE(contains(space, arch));
      EXPECT_EQ(static_cast<int>(encode(space, arch).size()), encoding_size(space));
      use(space, arch);
    }
  EXPECT_NE(num_archs(space), Natural(0));
  Random random(seed, "fuzz");
  EXPECT_TRUE(contains(space, mutate(space, max, 0.1, random)));
  EXPECT_EQ(num_archs(restrict_space(space, OpenChoices())), Natural(1));
  if (seed % 8 == 0 && num_blocks < 30) {
    EXPECT_FALSE(lower_supernet(space).parameters.empty());
  }
}

struct Outcomes {
  int values = 0, errors = 0;
  double slowest = 0;

  template <typename Action>
  void run(const std::string& text, const Action& action) {
    const double start = cpu_seconds();
    try {
      action();
      ++values;
    } catch (const Error& error) {
      EXPECT_LT(std::string(error.what()).size(), 1000);
      ++errors;
    }
    const double seconds = cpu_seconds() - start;
    EXPECT_LT(seconds, 2) << text;
    slowest = std::max(slowest, seconds);
  }
};

std::vector<std::string> space_texts() {
  std::vector<std::string> texts;
  for (const auto& [name, yaml] : toy_spaces()) texts.push_back(yaml);
  for (const char* name : {"fashion", "attentive_nas", "efficientnet", "mobilenet_v1", "resnet50"})
    texts.push_back(read_file(spaces_folder() + "/" + name + ".yaml", 100'000));
  return texts;
}

TEST(Fuzz, MutatedSpacesGiveAValueOrAnError) {
  const MemoryLimit limit(600);
  const std::vector<std::string> texts = space_texts();
  Outcomes outcomes;
  for (uint64_t round = 0; round < kSpaceRounds; ++round) {
    Random random(2025, "space fuzz", round);
    const std::string text = mutated(texts[round % texts.size()], kYamlPieces, random);
    outcomes.run(text, [&] { use(space_from(text), round); });
  }
  EXPECT_GT(outcomes.values, kSpaceRounds / 10);
  EXPECT_GT(outcomes.errors, kSpaceRounds / 4);
  RecordProperty("slowest_ms", static_cast<int>(outcomes.slowest * 1000));
}

TEST(Fuzz, MutatedArchsGiveAValueOrAnError) {
  const MemoryLimit limit(600);
  std::vector<Space> spaces;
  for (const std::string& name : every_space_name()) spaces.push_back(every_space(name));
  const char* const published[] = {
      R"({"wid": null, "ks": [3, 5], "e": 3, "d": [2, 3, 4, 2, 2], "r": [192]})",
      R"({"d": [2, 1, 0, 1, 2], "e": 0.2, "w": [0, 1, 2, 2, 1, 0], "image_size": 224})",
      R"({"resolution": 192, "width": [16, 16, 24, 32, 64, 112, 192, 216, 1792],
          "depth": [1, 3, 3, 3, 3, 3, 1], "kernel_size": 3, "expand_ratio": [1, 4, 4, 4, 4, 6, 6]})"};
  Outcomes outcomes;
  for (uint64_t round = 0; round < kArchRounds; ++round) {
    Random random(2026, "arch fuzz", round);
    const Space& space = spaces[random.below(spaces.size())];
    const Arch arch = random_arch(space, round);
    const bool is_text = round % 3 == 0;
    std::string text = is_text ? to_text(space, arch) : to_json(space, arch).dump();
    if (round % 3 == 1 && round % 2) text = published[random.below(3)];
    text = mutated(text, kArchPieces, random);
    outcomes.run(text, [&] {
      const Arch read = is_text ? arch_from_text(space, text)
                                : arch_from_json(space, parse_json(text, "a.json"), "a.json");
      EXPECT_TRUE(contains(space, read)) << text;
      if (round % 4 == 0) use(space, read);
    });
  }
  EXPECT_GT(outcomes.values, kArchRounds / 50);
  EXPECT_GT(outcomes.errors, kArchRounds / 2);
  RecordProperty("slowest_ms", static_cast<int>(outcomes.slowest * 1000));
}

}  // namespace
}  // namespace ofa
