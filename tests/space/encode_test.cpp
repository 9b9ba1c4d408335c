#include "space/encode.h"

#include <set>

#include "space/arch_json.h"
#include "space/arch_text.h"
#include "space/sample.h"
#include "space_testing.h"

namespace ofa {
namespace {

class EncodeOf : public EverySpace {};
OFA_OVER_EVERY_SPACE(EncodeOf);

TEST_P(EncodeOf, HasAOneForEachDecision) {
  const Sampler sampler(space_);
  Random random(1, "encode");
  for (int i = 0; i < 100; ++i) {
    const Arch arch = sampler.per_choice(random);
    const std::vector<float> code = encode(space_, arch);
    ASSERT_EQ(static_cast<int>(code.size()), encoding_size(space_));
    size_t at = space_.resolutions.size();
    EXPECT_EQ(std::count(code.begin(), code.begin() + at, 1.0f), 1);
    for (size_t id = 0; id < space_.choices.size(); ++id)
      for (int candidate = 0; candidate < space_.choices[id].num_candidates(); ++candidate)
        EXPECT_EQ(code[at++], arch.picks[id] == candidate ? 1.0f : 0.0f);
  }
}

TEST_P(EncodeOf, DiffersWhereArchsDo) {
  std::set<std::vector<float>> codes;
  const std::vector<Arch> archs = enumerate(small_restriction(space_, 1, 200));
  for (const Arch& arch : archs) codes.insert(encode(space_, arch));
  EXPECT_EQ(codes.size(), archs.size());
}

// Where the ones stand, from here to there.
std::vector<int> ones(const std::vector<float>& code, int first, int last) {
  std::vector<int> positions;
  for (int i = first; i < last; ++i)
    if (code[i] == 1.0f) positions.push_back(i - first);
  return positions;
}

using Positions = std::vector<int>;

const char* const kNotebookArch =
    "192/k5e3,k3e3/k5e4,k3e4/k7e6,k7e3,k3e4/k5e4,k5e4,k7e4,k3e3/k3e6,k3e6,k5e6";
// Of 20 slots with three candidates each; those of skipped blocks are empty.
const Positions kKernels{1, 3, 13, 15, 26, 29, 30, 37, 40, 44, 45, 48, 51, 55};
const Positions kExpands{0, 3, 13, 16, 26, 27, 31, 37, 40, 43, 45, 50, 53, 56};

TEST(Encode, InTheTutorialsOrder) {
  const Space space = load_space("mobilenet_v3_1.2x");
  const auto code =
      encode_published(space, arch_from_text(space, kNotebookArch), PublishedOrder::kTutorial);
  ASSERT_EQ(code.size(), 128);
  EXPECT_EQ(ones(code, 0, 60), kKernels);
  EXPECT_EQ(ones(code, 60, 120), kExpands);
  EXPECT_EQ(ones(code, 120, 128), Positions{(192 - 112) / 16});
}

TEST(Encode, TheTutorialRoundsResolutionsDownToItsSlots) {
  const Space space = load_space("mobilenet_v3");
  Arch arch = min_arch(space);
  const auto slot = [&](int resolution) {
    arch.resolution = resolution;
    return ones(encode_published(space, arch, PublishedOrder::kTutorial), 120, 128);
  };
  EXPECT_EQ(slot(112), Positions{0});
  EXPECT_EQ(slot(127), Positions{0});
  EXPECT_EQ(slot(224), Positions{7});
  EXPECT_EQ(slot(239), Positions{7});
  for (const int outside : {100, 111, 240})
    EXPECT_EQ(error_of([&] { slot(outside); }),
              fmt::format("the predictor knows resolutions from 112 to 239, got {}", outside));
}

TEST(Encode, InTheOrderOfNas) {
  const Space space = load_space("mobilenet_v3_1.2x");
  const Arch arch = arch_from_text(space, kNotebookArch);
  const auto code = encode_published(space, arch, PublishedOrder::kNas, {128, 160, 192, 224});
  ASSERT_EQ(code.size(), 124);
  EXPECT_EQ(ones(code, 0, 4), Positions{2});
  EXPECT_EQ(ones(code, 4, 64), kKernels);
  EXPECT_EQ(ones(code, 64, 124), kExpands);
  EXPECT_EQ(error_of([&] {
              encode_published(space, arch, PublishedOrder::kNas, {128, 160});
            }),
            "no encoding has resolution 192; expected one of 128, 160");
}

// 8 resolutions (without 208), 2 for the stem, 6 x 3 widths, 18 x 3 expands.
TEST(Encode, InResNetsOrder) {
  const Space space = load_space("resnet50");
  const std::vector<int> resolutions{128, 144, 160, 176, 192, 224, 240, 256};
  const auto coded = [&](const char* d, const char* w) {
    const Json json = Json::parse(fmt::format(
        R"({{"d": {}, "e": [0.2,0.25,9,9, 0.35,0.2,0.25,9, 0.2,0.2,0.2,0.35,9,9, 0.25,0.25,0.25,0.25],)"
        R"("w": {}, "image_size": 240}})",
        d, w));
    return encode_published(space, arch_from_json(space, json, "test"), PublishedOrder::kResNet,
                            resolutions);
  };
  const auto code = coded("[2, 0, 1, 0, 2]", "[2, 0, 1, 2, 0, 1]");
  ASSERT_EQ(code.size(), 82);
  EXPECT_EQ(ones(code, 0, 8), Positions{6});
  EXPECT_EQ(ones(code, 8, 10), Positions{1});
  EXPECT_EQ(ones(code, 10, 28), (Positions{2, 3, 7, 11, 12, 16}));
  EXPECT_EQ(ones(code, 28, 82), (Positions{0, 4, 14, 15, 19, 24, 27, 30, 35, 43, 46, 49, 52}));
  EXPECT_EQ(ones(coded("[0, 0, 1, 0, 2]", "0"), 8, 10), Positions{0});
  // 24 and 24 are one network, which has the first one's place.
  EXPECT_EQ(ones(coded("[0, 0, 1, 0, 2]", "[1, 0, 0, 0, 0, 0]"), 10, 13), Positions{0});
}

TEST(Encode, RefusesAnUnlistedResolution) {
  const Space space = load_space("fashion");
  Arch arch = min_arch(space);
  arch.resolution = 26;
  EXPECT_EQ(error_of([&] { encode(space, arch); }),
            "no encoding has resolution 26; expected one of 24, 28");
}

}  // namespace
}  // namespace ofa
