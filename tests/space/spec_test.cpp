#include "space/space_spec.h"

#include "config/help.h"
#include "config/load.h"
#include "config/yaml.h"
#include "space_testing.h"

namespace ofa {
namespace {

class SpecOf : public EverySpace {};
OFA_OVER_EVERY_SPACE(SpecOf);

Node node_of(const std::string& name) {
  const auto toy = toy_spaces().find(name);
  return toy == toy_spaces().end() ? load_yaml(spaces_folder() + "/" + name + ".yaml")
                                   : parse_yaml(toy->second, name + ".yaml");
}

TEST_P(SpecOf, DumpsAsItReads) {
  const auto spec = read<SpaceSpec>(node_of(GetParam()));
  const std::string yaml = to_yaml(dump(spec)), brief = to_yaml(without_defaults(dump(spec)));
  EXPECT_EQ(read<SpaceSpec>(parse_yaml(yaml, "dumped.yaml")), spec) << yaml;
  EXPECT_EQ(read<SpaceSpec>(parse_yaml(brief, "dumped.yaml")), spec) << brief;
  EXPECT_LT(brief.size(), yaml.size());
}

TEST_P(SpecOf, TheSameSpecGivesTheSameSpace) {
  const std::string yaml = to_yaml(dump(read<SpaceSpec>(node_of(GetParam()))));
  const Space again = space_from(yaml, GetParam());
  EXPECT_EQ(again.spec, space_.spec);
  EXPECT_EQ(max_arch(again), max_arch(space_));
  EXPECT_EQ(network_of(again, max_arch(again)), network_of(space_, max_arch(space_)));
}

// A space whose `stages` or other parts are replaced; what reading it says.
struct Parts {
  std::string stem = "{channels: 16}";
  std::string stage = "{channels: 24}";
  std::string head = "[pool, linear]";
  std::string rest = "";
};

std::string error(const Parts& parts) {
  return error_of([&] {
    space_from("stem: " + parts.stem + "\nstages:\n  - " + parts.stage +
               "\n  - {channels: 32}\nhead: " + parts.head + "\n" + parts.rest);
  });
}

TEST(Spec, OfTheseTestsIsASpace) {
  EXPECT_EQ(error({}), "no error");
}

TEST(Spec, RefusesUnknownAndMissingKeys) {
  EXPECT_EQ(error({.stage = "{chanels: 24}"}),
            "toy.yaml:3: stages.0.chanels: unknown key; did you mean channels?");
  EXPECT_EQ(error({.rest = "resolution: 224"}),
            "toy.yaml:6: resolution: unknown key; known are input, classes, width, compound, "
            "kernel_transform, norm_epsilon, per_stage, per_net, stem, stages, head");
  EXPECT_EQ(
      error_of([] { space_from("stages: []"); }),
      "toy.yaml:1: stem: required key is missing: what comes before the stages; expected a map as "
      "of a stage, or a list of such maps and max_pool");
  EXPECT_EQ(error_of([] { space_from("stem: []\nstages: []\nhead: [pool, linear]"); }),
            "toy.yaml:2: stages: expected a list, each a map (not empty), got an empty list");
}

TEST(Spec, RefusesWrongValues) {
  EXPECT_EQ(
      error({.stage = "{block: mbcon}"}),
      "toy.yaml:3: stages.0.block: expected one of conv, separable, mbconv, bottleneck, got mbcon; "
      "did you mean mbconv?");
  EXPECT_EQ(error({.stage = "{kernel: [3, 4]}"}),
            "toy.yaml:3: stages.0.kernel.1: expected an odd number from 1 to 15, got 4");
  EXPECT_EQ(error({.stage = "{channels: 0}"}),
            "toy.yaml:3: stages.0.channels: expected a whole number from 1 to 8192, got 0");
  EXPECT_EQ(
      error({.stage = "{depth: []}"}),
      "toy.yaml:3: stages.0.depth: expected a whole number or a list of them, got an empty list");
  EXPECT_EQ(error({.stage = "{depth: 65}"}),
            "toy.yaml:3: stages.0.depth: expected a whole number from 0 to 64, got 65");
  EXPECT_EQ(error({.stage = "{stride: 9}"}),
            "toy.yaml:3: stages.0.stride: expected a whole number from 1 to 8, got 9");
  EXPECT_EQ(error({.stage = "{block: mbconv, expand: 17}"}),
            "toy.yaml:3: stages.0.expand: expected a number from 0.01 to 16, got 17");
  EXPECT_EQ(error({.stage = "{block: mbconv, squeeze_excite: yes}"}),
            "toy.yaml:3: stages.0.squeeze_excite: expected true, false or a map, got yes");
  EXPECT_EQ(
      error({.stage = "{block: mbconv, squeeze_excite: {reduction: 0}}"}),
      "toy.yaml:3: stages.0.squeeze_excite.reduction: expected a whole number from 1 to 64, got 0");
  EXPECT_EQ(error({.rest = "classes: 0"}),
            "toy.yaml:6: classes: expected a whole number from 1 to 1000000, got 0");
  EXPECT_EQ(error({.rest = "width: [1, 1.0]"}),
            "toy.yaml:6: width.1: expected each value once, got 1.0 twice");
  EXPECT_EQ(error({.rest = "norm_epsilon: 0"}),
            "toy.yaml:6: norm_epsilon: expected a number > 0, got 0");
  EXPECT_EQ(error({.rest = "input: {resolution: 4}"}),
            "toy.yaml:6: input.resolution: expected a whole number from 8 to 2048, got 4");
  EXPECT_EQ(error({.rest = "per_stage: [width]"}),
            "toy.yaml:6: per_stage.0: expected one of depth, kernel, expand, got width");
}

TEST(Spec, RefusesWhatABlockCannotHave) {
  EXPECT_EQ(
      error({.stage = "{mid: 16}"}),
      "toy.yaml:3: stages.0.mid: only mbconv and bottleneck blocks have mid channels, not conv");
  EXPECT_EQ(error({.stage = "{block: mbconv, mid: [16, 24], expand: 2}"}),
            "toy.yaml:3: stages.0.mid: stands instead of expand; delete one of the two");
  EXPECT_EQ(error({.stage = "{expand: 2}"}),
            "toy.yaml:3: stages.0.expand: only mbconv and bottleneck blocks expand, not conv");
  EXPECT_EQ(error({.stage = "{block: bottleneck, squeeze_excite: true}"}),
            "toy.yaml:3: stages.0.squeeze_excite: only mbconv blocks have it, not bottleneck");
  EXPECT_EQ(error({.stage = "{block: separable, shortcut: identity}"}),
            "toy.yaml:3: stages.0.shortcut: separable blocks have none");
  EXPECT_EQ(error({.stage = "{block: mbconv, stride: 3, shortcut: pooled}"}),
            "toy.yaml:3: stages.0.shortcut: pooled fits a stride of 1 or 2, not 3; take projected");
  EXPECT_EQ(
      error({.stage = "{channels: 24, depth: [0, 1]}"}),
      "toy.yaml:3: stages.0.depth: 0 needs a stage that keeps its shape: no channels, stride 1");
  EXPECT_EQ(
      error({.stage = "{stride: 2, depth: [0, 1]}"}),
      "toy.yaml:3: stages.0.depth: 0 needs a stage that keeps its shape: no channels, stride 1");
  EXPECT_EQ(error({.stage = "{depth: 0}"}),
            "toy.yaml:3: stages.0.depth: 0 alone leaves no blocks at all");
}

TEST(Spec, RefusesStemsThatAreNone) {
  EXPECT_EQ(error({.stem = "{depth: 2}"}),
            "toy.yaml:1: stem.depth: an entry of the stem is one block; list it twice");
  EXPECT_EQ(error({.stem = "[max_pool, {depth: [1, 2]}]"}),
            "toy.yaml:1: stem.1.depth: an entry of the stem is one block; list it twice");
  EXPECT_EQ(error({.stem = "[min_pool]"}),
            "toy.yaml:1: stem.0: expected max_pool or a map as of a stage, got min_pool");
}

TEST(Spec, RefusesHeadsThatAreNone) {
  EXPECT_EQ(error({.head = "[linear]"}), "toy.yaml:5: head.0: linear needs a pool before it");
  EXPECT_EQ(error({.head = "[pool, pool, linear]"}),
            "toy.yaml:5: head.1: there is one pool already");
  EXPECT_EQ(error({.head = "[pool, linear, dropout]"}),
            "toy.yaml:5: head.1: only the last entry may be linear");
  EXPECT_EQ(error({.head = "[pool, dropout]"}),
            "toy.yaml:5: head.1: expected linear as the last entry, got dropout");
  EXPECT_EQ(error({.head = "[pool, {conv: 8}]"}),
            "toy.yaml:5: head.1: expected linear as the last entry, got conv");
  EXPECT_EQ(error({.head = "[pool, lin]"}),
            "toy.yaml:5: head.1: expected one of pool, dropout, linear, got lin");
  const std::string channels =
      "expected whole numbers from 1 to 16384, or a multiple like 6x, got ";
  EXPECT_EQ(error({.head = "[{conv: 0}, pool, linear]"}),
            "toy.yaml:5: head.0.conv: " + channels + "0");
  EXPECT_EQ(error({.head = "[{conv: [8, 16385]}, pool, linear]"}),
            "toy.yaml:5: head.0.conv: " + channels + "16385");
  EXPECT_EQ(error({.head = "[{conv: 0x}, pool, linear]"}),
            "toy.yaml:5: head.0.conv: " + channels + "0x");
  EXPECT_EQ(error({.head = "[{conv: x}, pool, linear]"}),
            "toy.yaml:5: head.0.conv: " + channels + "x");
}

TEST(Spec, RefusesChoicesThatCannotBeShared) {
  EXPECT_EQ(error({.rest = "per_stage: [kernel]\nper_net: [kernel]"}),
            "toy.yaml:7: per_net: kernel is in per_stage too");
  EXPECT_EQ(
      error({.stage = "{depth: [0, 1], kernel: [3, 5]}", .rest = "per_stage: [kernel]"}),
      "toy.yaml:3: stages.0.kernel: one choice for all blocks, but depth may be 0; fix one of the "
      "two");
  EXPECT_EQ(
      error({.stem = "{channels: 16, kernel: [3, 5]}",
             .stage = "{kernel: [3, 5, 7]}",
             .rest = "per_net: [kernel]"}),
      "toy.yaml:3: stages.0.kernel: one choice for the whole net; expected the candidates of stem");
  EXPECT_EQ(error({.stage = "{kernel: [3, 5, 7]}", .rest = "per_net: [kernel]"}), "no error");
}

TEST(Spec, RefusesCompoundsThatContradict) {
  EXPECT_EQ(error({.rest = "compound: b0\ninput: {resolution: 192}"}),
            "toy.yaml:6: compound: sets the resolution; delete input.resolution");
  const std::string forms =
      "expected one of b0 ... b7, or a map with phi, or with width, depth and resolution, got ";
  EXPECT_EQ(error({.rest = "compound: b9"}), "toy.yaml:6: compound: " + forms + "b9");
  EXPECT_EQ(error({.rest = "compound: [b0, []]"}),
            "toy.yaml:6: compound.1: " + forms + "an empty list");
  EXPECT_EQ(error({.rest = "compound: {phi: 11}"}),
            "toy.yaml:6: compound.phi: expected a number from -5 to 10, got 11");
  EXPECT_EQ(error({.rest = "compound: {width: 1, depth: 1}"}),
            "toy.yaml:6: compound.resolution: required key is missing: height and width; expected "
            "a whole "
            "number from 8 to 2048");
}

TEST(Spec, HelpNamesEveryKey) {
  const std::string all = help<SpaceSpec>();
  for (const char* key : {"per_stage", "stages.N", "squeeze_excite", "head.N", "input", "compound"})
    EXPECT_NE(all.find(key), std::string::npos) << key;
}

TEST(LoadSpace, NamesTheNearOne) {
  const std::string where = "mobilnet_v3: no such space in " + spaces_folder();
  EXPECT_EQ(error_of([] { load_space("mobilnet_v3"); }),
            where + "; did you mean mobilenet_v3?; a file of your own ends in .yaml");
}

}  // namespace
}  // namespace ofa
