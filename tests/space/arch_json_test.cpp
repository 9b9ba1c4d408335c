#include "space/arch_json.h"

#include "space/arch_text.h"
#include "space_testing.h"

namespace ofa {
namespace {

// Reads an arch of a space from JSON, as text and JSON say it then.
std::string read(const std::string& space_name, const std::string& json) {
  const Space space = every_space(space_name);
  return to_text(space, arch_from_json(space, parse_json(json, "a.json"), "a.json"));
}

std::string written(const std::string& space_name, const std::string& text) {
  const Space space = every_space(space_name);
  return to_json(space, arch_from_text(space, text)).dump();
}

std::string error(const std::string& space, const std::string& json) {
  return error_of([&] { read(space, json); });
}

TEST(ArchJson, SaysAChoiceWhereItBelongs) {
  EXPECT_EQ(written("fashion", "28/24:k5e4,k3e2/32:k3e4/64:k5e4"),
            R"({"space":"fashion","resolution":28,"stages":[)"
            R"({"channels":24,"blocks":[{"kernel":5,"expand":4},{"kernel":3,"expand":2}]},)"
            R"({"channels":32,"blocks":[{"kernel":3,"expand":4}]},)"
            R"({"channels":64,"blocks":[{"kernel":5,"expand":4}]}]})");
  EXPECT_EQ(
      written("attentive_nas",
              "224/16/16:d1k3/24:d3k3e4/32:d3k5e4/64:d3k3e4/112:d3k3e4/192:d3k3/216:d1k3/1792"),
      R"({"space":"attentive_nas","resolution":224,"stem":{"channels":16},"stages":[)"
      R"({"channels":16,"depth":1,"kernel":3},{"channels":24,"depth":3,"kernel":3,"expand":4},)"
      R"({"channels":32,"depth":3,"kernel":5,"expand":4},{"channels":64,"depth":3,"kernel":3,"expand":4},)"
      R"({"channels":112,"depth":3,"kernel":3,"expand":4},{"channels":192,"depth":3,"kernel":3},)"
      R"({"channels":216,"depth":1,"kernel":3}],"head":{"channels":1792}})");
  EXPECT_EQ(written("mobilenet_v1", "160/w0.5"),
            R"({"space":"mobilenet_v1","resolution":160,"width":0.5})");
  EXPECT_EQ(
      written("mids", "32/w1/m24/48:k5m96,m41/d2/32:m16,m12/d2k3e2"),
      R"({"space":"mids","resolution":32,"width":1,"stem":[{"blocks":[{"mid":24}]}],"stages":[)"
      R"({"channels":48,"kernel":5,"blocks":[{"mid":96},{"mid":41}]},{"depth":2},)"
      R"({"channels":32,"blocks":[{"mid":16},{"mid":12}]},{"depth":2,"kernel":3,"expand":2}]})");
  EXPECT_EQ(written("efficientnet", "b3"), R"({"space":"efficientnet","compound":"b3"})");
  EXPECT_EQ(written("efficientnet", "310/b3"),
            R"({"space":"efficientnet","resolution":310,"compound":"b3"})");
  EXPECT_EQ(
      written("per_net", "40/d2/k5/e4/32"),
      R"({"space":"per_net","resolution":40,"depth":2,"kernel":5,"expand":4,"stages":[{"channels":32}]})");
  EXPECT_EQ(
      written("stem_list", "64/16:k5//24:k5e3/24:k5,k3"),
      R"({"space":"stem_list","resolution":64,"stem":[{"channels":16,"blocks":[{"kernel":5}]},)"
      R"({"blocks":[]},{"channels":24,"blocks":[{"kernel":5,"expand":3}]}],)"
      R"("stages":[{"channels":24,"blocks":[{"kernel":5},{"kernel":3}]}]})");
}

TEST(ArchJson, ReadsWhatIsMeant) {
  EXPECT_EQ(read("mobilenet_v1", R"({"width": 0.5, "resolution": 160})"), "160/w0.5");
  EXPECT_EQ(
      read("mobilenet_v1", R"({"width": "0.50", "resolution": 161, "space": "mobilenet_v1"})"),
      "161/w0.5");
  EXPECT_EQ(read("efficientnet", R"({"compound": "b3"})"), "300/b3");
  EXPECT_EQ(read("efficientnet", R"({"compound": "b3", "resolution": 300})"), "300/b3");
  EXPECT_EQ(read("efficientnet", R"({"compound": "b3", "resolution": 236})"), "236/b3");
  EXPECT_EQ(read("equal_expands", R"({"stages": [{"blocks": [{"kernel": 3, "expand": 2}]},)"
                                  R"({"channels": 24, "blocks": [{"expand": 0.25}]}]})"),
            "32/k3e1.9/24:e0.2");  // the first of equal values stands for both
}

TEST(ArchJson, RefusesWhatIsNoJson) {
  EXPECT_EQ(error("fashion", "{"),
            "a.json: not JSON: parse error at line 1, column 2: syntax error while parsing object "
            "key - unexpected end of input; expected string literal");
  EXPECT_EQ(error("fashion", R"({"resolution": 1e999})"),
            "a.json: not JSON: number overflow parsing '1e999'");
  EXPECT_EQ(error("fashion", std::string(300'000, ' ')), "a.json: 300000 bytes; at most 200000");
  EXPECT_EQ(error("fashion", std::string(100'000, '[')), "a.json: nested deeper than 32 levels");
  EXPECT_EQ(error("fashion", "[1, 2]"), "a.json: expected an object, got [1,2]");
}

TEST(ArchJson, RefusesWrongTopLevels) {
  EXPECT_EQ(error("fashion", R"({"space": "mobilenet_v3", "resolution": 28})"),
            R"(a.json: space: expected "fashion", got "mobilenet_v3")");
  EXPECT_EQ(error("fashion", R"({"resolutoin": 28})"),
            R"(a.json: unknown key "resolutoin"; did you mean resolution?)");
  EXPECT_EQ(error("mobilenet_v1", R"({"width": 0.5, "resolution": 160, "stages": []})"),
            R"(a.json: unknown key "stages"; expected space, resolution, width)");
  EXPECT_EQ(error("fashion", "{}"), "a.json: resolution is missing");
  EXPECT_EQ(error("fashion", R"({"resolution": 2.5})"),
            "a.json: resolution: expected a whole number from 8 to 2048, got 2.5");
  EXPECT_EQ(error("fashion", R"({"resolution": 99999999999999999999})"),
            "a.json: resolution: expected a whole number from 8 to 2048, got 1e+20");
  EXPECT_EQ(error("fashion", R"({"resolution": 28})"),
            "a.json: stages is missing; expected a list of 3 entries");
  EXPECT_EQ(error("fashion", R"({"resolution": 28, "stages": [{}]})"),
            "a.json: stages: expected a list of 3 entries, got 1");
  EXPECT_EQ(error("fashion", R"({"resolution": 28, "stages": {}})"),
            "a.json: stages: expected a list of 3 entries, got {}");
  EXPECT_EQ(error("attentive_nas", R"({"resolution": 192})"),
            "a.json: stem is missing; expected an object");
  EXPECT_EQ(error("mobilenet_v1", R"({"resolution": 128, "width": 0.6})"),
            "a.json: width: expected one of 0.25, 0.5, 0.75, 1, got 0.6");
  EXPECT_EQ(error("efficientnet", R"({"compound": 3})"),
            "a.json: compound: expected one of b0, b1, b2, b3, b4, b5, b6, b7, got 3");
  EXPECT_EQ(error("efficientnet", R"({"compound": "b3", "resolution": 224})"),
            "a.json: resolution: b3 goes with 300, got 224");
}

// The first stage of a fashion arch whose others are empty.
std::string stage_error(const std::string& stage) {
  return error("fashion", R"({"resolution": 28, "stages": [)" + stage + ", {}, {}]}");
}

TEST(ArchJson, RefusesWrongStages) {
  EXPECT_EQ(stage_error("1"), "a.json: stages.0: expected an object, got 1");
  EXPECT_EQ(stage_error("{}"), "a.json: stages.0: channels is missing; expected one of 16, 24");
  EXPECT_EQ(stage_error(R"({"channels": 20})"),
            "a.json: stages.0.channels: expected one of 16, 24, got 20");
  EXPECT_EQ(stage_error(R"({"channels": 24})"),
            "a.json: stages.0: blocks is missing; expected a list of blocks");
  EXPECT_EQ(stage_error(R"({"channels": 24, "depth": 2})"),
            R"(a.json: stages.0: unknown key "depth"; expected channels, blocks)");
  EXPECT_EQ(stage_error(R"({"channels": 24, "blocks": 5})"),
            "a.json: stages.0.blocks: expected a list of blocks, got 5");
  EXPECT_EQ(stage_error(R"({"channels": 24, "blocks": []})"),
            "a.json: stages.0.blocks: expected 1 or 2 blocks, got 0");
  EXPECT_EQ(stage_error(R"({"channels": 24, "blocks": [[]]})"),
            "a.json: stages.0.blocks.0: expected an object, got []");
  EXPECT_EQ(stage_error(R"({"channels": 24, "blocks": [{}]})"),
            "a.json: stages.0.blocks.0: kernel is missing; expected one of 3, 5");
  EXPECT_EQ(stage_error(R"({"channels": 24, "blocks": [{"kernal": 3}]})"),
            R"(a.json: stages.0.blocks.0: unknown key "kernal"; did you mean kernel?)");
  EXPECT_EQ(stage_error(R"({"channels": 24, "blocks": [{"kernel": 3, "expand": null}]})"),
            "a.json: stages.0.blocks.0.expand: expected one of 2, 3, 4, got null");
  EXPECT_EQ(stage_error(R"({"channels": 24, "blocks": [{"kernel": [3, "\u00e9)" +
                        std::string(90, 'x') + R"("], "expand": 2}]})"),
            "a.json: stages.0.blocks.0.kernel: expected one of 3, 5, got "
            R"([3,"\u00e9xxxxxxxxxxxxxxxxxxxxxxxxxxx...)");
}

// A net-wide depth decides how many blocks each stage has.
TEST(ArchJson, HoldsStagesToTheCompoundsDepth) {
  const std::string stages =
      R"("stages": [{"channels": 16, "blocks": [{"kernel": 3}, {"kernel": 3}]}, )"
      R"({"blocks": [{"kernel": 3, "expand": 2}, {"kernel": 3, "expand": 2}]}])";
  const auto with = [&](const char* compound) {
    return fmt::format(R"({{"compound": "{}", "width": 1, {}}})", compound, stages);
  };
  EXPECT_EQ(error("compound_depth", with("b0")),
            "a.json: stages.0.blocks: expected 1 or 3 blocks, got 2");
  EXPECT_EQ(error("compound_depth", with("w1.2d1.4r64")),
            "a.json: stages.1.blocks: expected 3 blocks, got 2");
  EXPECT_EQ(read("compound_depth", with("phi-3")), "147/phi-3/w1/16:k3,k3/k3e2,k3e2");
}

}  // namespace
}  // namespace ofa
