#include "export/model_card.h"

#include <gmock/gmock.h>

#include "tests/error_of.h"
#include "tests/export/export_testing.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(ModelCard, ComesBackFromItsMetadata) {
  const ModelCard card = sample_card(24, 3, 4);
  const std::map<std::string, std::string> metadata = to_metadata(card);
  const ModelCard back = card_from_metadata(metadata, "a.onnx");
  EXPECT_EQ(to_metadata(back), metadata);
  EXPECT_EQ(back.data, card.data);
  EXPECT_EQ(back.examples.pixels, card.examples.pixels);
  EXPECT_EQ(back.examples.logits, card.examples.logits);
  EXPECT_EQ(back.quantization->kept_in_float, card.quantization->kept_in_float);
  EXPECT_EQ(back.latencies.front().high, card.latencies.front().high);
}

TEST(ModelCard, SaysInWordsHowToPrepareAPicture) {
  const auto metadata = to_metadata(sample_card(224, 3, 2));
  EXPECT_EQ(metadata.at("input"), "float32 [N, C, H, W]: (RGB pixel / 255 - mean) / std");
  EXPECT_EQ(metadata.at("resize"), R"({"shorter_side":256,"crop":224})");
  EXPECT_EQ(metadata.at("mean"), "[0.25,0.25,0.25]");
  EXPECT_EQ(metadata.at("labels"), R"(["class \"0","class \"1"])");
  ModelCard whole = sample_card(28, 1, 2);
  whole.data.resize_ratio = 1;
  whole.takes_pixels = true;
  EXPECT_EQ(to_metadata(whole).at("resize"), R"({"height":28,"width":28})");
  EXPECT_EQ(to_metadata(whole).at("input"), "uint8 [N, H, W, C]: grey pixels");
}

TEST(ModelCard, NamesTheEntryThatIsMissingOrMakesNoSense) {
  const auto error_with = [](const std::string& key, const std::optional<std::string>& value) {
    auto metadata = to_metadata(sample_card(24, 1, 4));
    if (value) {
      metadata[key] = *value;
    } else {
      metadata.erase(key);
    }
    return error_of([&] { card_from_metadata(metadata, "a.onnx"); });
  };
  for (const char* key : {"space", "arch", "resolution", "layout", "labels", "mean", "dataset",
                          "examples", "trained"})
    EXPECT_EQ(error_with(key, {}), std::string("a.onnx: metadata: ") + key + ": missing");
  EXPECT_THAT(error_with("arch", "{"), HasSubstr("arch: not JSON"));
  EXPECT_THAT(error_with("resolution", "\"big\""),
              HasSubstr("resolution: expected a whole number, 1 to 4096"));
  EXPECT_THAT(error_with("labels", "[]"), HasSubstr("classes: expected a list of names"));
  EXPECT_THAT(error_with("labels", "[\"a\"]"), HasSubstr("examples: expected 2 logits"));
  EXPECT_THAT(error_with("mean", "[1, 2, 3]"), HasSubstr("mean: expected 1 numbers"));
  EXPECT_THAT(error_with("examples", "{}"), HasSubstr("examples: count is missing"));
  EXPECT_THAT(error_with("resolution", "1000000"),
              HasSubstr("resolution: expected a whole number, 1 to 4096"));
  EXPECT_THAT(error_with("dataset", "[]"), HasSubstr("dataset: expected keys and values"));
  EXPECT_THAT(
      error_with("latency",
                 R"([{"device": "a", "runtime": "b", "version": "c", "threads": 1e9, "ms": {}}])"),
      HasSubstr("threads: expected a whole number, 1 to 1024"));
  EXPECT_THAT(error_with("examples", R"({"count": 1, "tolerance": 1e30})"),
              HasSubstr("tolerance: expected a number, 0 to 0.5"));
  EXPECT_THAT(
      error_with("examples", R"({"count": 64, "tolerance": 0.1, "pixels": "eJw=", "logits": ""})"),
      HasSubstr("compressed bytes cannot be"));
  EXPECT_THAT(error_with("accuracy", "[]"), HasSubstr("accuracy: split is missing"));
  EXPECT_THAT(error_with("latency", "[{}]"), StartsWith("a.onnx: metadata: latency: "));
}

}  // namespace
}  // namespace ofa
