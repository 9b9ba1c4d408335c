#include "search/predictor_file.h"

#include <gmock/gmock.h>

#include <functional>
#include <limits>

#include "core/file.h"
#include "core/random.h"
#include "io/safetensors.h"
#include "predictor_testing.h"
#include "tests/core/temp_folder.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

PredictorQuality some_quality() {
  return {.kind = "mlp",
          .rmse = 0.001,
          .other_rmse = 0.0015,
          .deviation = 0.02,
          .kendall = 0.9,
          .spearman = 0.98,
          .macs_kendall = 0.8,
          .halves_kendall = 0.95,
          .spread = 0.0005};
}

class PredictorFileOf : public EverySpace {};
OFA_OVER_EVERY_SPACE(PredictorFileOf);

TEST_P(PredictorFileOf, RoundTrips) {
  const TempFolder folder;
  PredictorParts parts = random_parts(space_, 2, 1);
  parts.weights = "0123456789abcdef";
  parts.samples = 250;
  parts.quality = some_quality();
  save_predictor(parts, folder / "p");
  const PredictorParts read = read_predictor(folder / "p");
  EXPECT_EQ(read.source, (folder / "p").string());
  EXPECT_EQ(read.space, parts.space);
  EXPECT_EQ(read.choices, parts.choices);
  EXPECT_EQ(read.encoding, parts.encoding);
  EXPECT_EQ(read.resolutions, parts.resolutions);
  EXPECT_EQ(read.members, parts.members);
  EXPECT_EQ(read.weights, parts.weights);
  EXPECT_EQ(read.samples, parts.samples);
  EXPECT_EQ(read.quality, parts.quality);

  const std::vector<Arch> archs = draw_archs(space_, 20, 2);
  std::vector<double> before(archs.size()), after(archs.size());
  Predictor(space_, parts)(archs, before);
  load_predictor(folder / "p", space_)(archs, after);
  EXPECT_EQ(before, after);
}

class PredictorFile : public testing::Test {
 protected:
  // What the error says after the file's name, once the file was written anew with a change.
  std::string error_with(const std::function<void(Metadata&)>& change) {
    const SafetensorsFile good = read_safetensors(path());
    Metadata metadata = good.metadata;
    change(metadata);
    write_safetensors(path(), good.tensors.all(), metadata);
    const std::string error = this->error();
    save_predictor(parts_, path());
    return error;
  }
  std::string error_with(const char* key, const std::string& value) {
    return error_with([&](Metadata& metadata) { metadata[key] = value; });
  }
  std::string error_with_tensors(const std::function<void(std::vector<TensorView>&)>& change) {
    const SafetensorsFile good = read_safetensors(path());
    std::vector<TensorView> tensors = good.tensors.all();
    change(tensors);
    write_safetensors(path(), tensors, good.metadata);
    const std::string error = this->error();
    save_predictor(parts_, path());
    return error;
  }
  std::string error() const {
    const std::string text = error_of([&] { load_predictor(path(), space_); });
    const std::string start = path().string() + ": ";
    return text.starts_with(start) ? text.substr(start.size()) : text;
  }
  std::filesystem::path path() const { return folder_ / "p"; }

  void SetUp() override {
    parts_.samples = 20;
    parts_.quality = some_quality();
    save_predictor(parts_, path());
  }

  const Space space_ = load_space("fashion");
  PredictorParts parts_ = random_parts(space_, 2, 1);
  TempFolder folder_;
};

TEST_F(PredictorFile, MayLackQualityAndHalves) {
  parts_.quality->halves_kendall.reset();
  save_predictor(parts_, path());
  EXPECT_EQ(read_predictor(path()).quality, parts_.quality);
  parts_.quality.reset();
  save_predictor(parts_, path());
  EXPECT_FALSE(read_predictor(path()).quality);
}

TEST_F(PredictorFile, KeepsTheResolutionsOfPublishedOrders) {
  const Space space = load_space("mobilenet_v3");
  PredictorParts parts{.space = space.name,
                       .choices = checksum_of_choices(space),
                       .encoding = Encoding::kNas,
                       .resolutions = {224, 160},
                       .members = {random_layers({122, 3, 1}, 1)}};
  save_predictor(parts, path());
  const Predictor read = load_predictor(path(), space);
  EXPECT_EQ(read.parts().resolutions, parts.resolutions);
  EXPECT_TRUE(read.covers({160, {}}));
  EXPECT_FALSE(read.covers({192, {}}));
}

TEST_F(PredictorFile, BelongsToItsSpace) {
  EXPECT_EQ(error_with("space", "mobilenet_v3"),
            "predicts archs of space mobilenet_v3, not of fashion");
  EXPECT_EQ(error_with("choices", "0"),
            "predicts archs of another space fashion: its choices are not these");
}

TEST_F(PredictorFile, NeedsAllItsMetadata) {
  for (const char* key :
       {"format", "space", "choices", "encoding", "resolutions", "weights", "samples", "quality"})
    EXPECT_EQ(error_with([&](Metadata& metadata) { metadata.erase(key); }),
              fmt::format("__metadata__: {} is missing", key));
}

TEST_F(PredictorFile, NeedsSensibleMetadata) {
  EXPECT_EQ(error_with("format", "ofa-predictor/2"),
            "__metadata__: format: expected ofa-predictor/1, got \"ofa-predictor/2\"");
  EXPECT_EQ(error_with("encoding", "two-hot"), "__metadata__: encoding: unknown: \"two-hot\"");
  EXPECT_EQ(error_with("samples", "-1"),
            "__metadata__: samples: expected a whole number of 0 .. 1000000000, got -1");
  EXPECT_THAT(error_with("samples", "many"), StartsWith("__metadata__: samples: "));
  EXPECT_THAT(error_with("resolutions", "[0]"),
              StartsWith("__metadata__: resolutions[0]: expected a whole number of 1 .. "));
  EXPECT_THAT(error_with("resolutions", "{}"),
              StartsWith("__metadata__: resolutions: expected a list"));
  EXPECT_THAT(error_with("quality", R"({"kind": "mlp"})"),
              StartsWith("__metadata__: quality: rmse is missing"));
  EXPECT_THAT(error_with("quality", "[1]"), StartsWith("__metadata__: quality: expected a map"));
  EXPECT_THAT(error_with("quality", std::string(100'000, '[')),
              StartsWith("__metadata__: quality: "));
}

TEST_F(PredictorFile, NeedsSensibleQuality) {
  const auto with = [&](const std::string& from, const std::string& to) {
    return error_with([&](Metadata& metadata) {
      std::string& text = metadata["quality"];
      const size_t at = text.find(from);
      ASSERT_NE(at, text.npos) << text;
      text.replace(at, from.size(), to);
    });
  };
  EXPECT_EQ(with("\"mlp\"", "\"oracle\""),
            "__metadata__: quality: kind: expected ridge or mlp, got \"oracle\"");
  EXPECT_EQ(with("0.001,", "-0.001,"),
            "__metadata__: quality: rmse: expected a number of 0 .. 1, got -0.001");
  EXPECT_EQ(with("0.95", "\"high\""),
            "__metadata__: quality: halves_kendall: expected a number of -1 .. 1, got \"high\"");
}

TEST_F(PredictorFile, NeedsTensorsThatAreLayers) {
  EXPECT_EQ(error_with_tensors([](auto& tensors) { tensors.clear(); }), "has no members");
  EXPECT_EQ(error_with_tensors([](auto& tensors) {
              tensors.push_back({"more", DType::kU8, {0}, {}});
            }),
            "13 tensors, of which 12 are layers of members that follow one another");
  const auto without = [&](const std::string& name) {
    return error_with_tensors([&](auto& tensors) {
      std::erase_if(tensors, [&](const TensorView& tensor) { return tensor.name == name; });
    });
  };
  EXPECT_EQ(without("members.0.layers.1.bias"),
            "no tensor \"members.0.layers.1.bias\" among its 11");
  EXPECT_EQ(without("members.0.layers.0.weight"),
            "11 tensors, of which 0 are layers of members that follow one another");
  EXPECT_EQ(without("members.0.layers.2.weight"),
            "11 tensors, of which 10 are layers of members that follow one another");
}

TEST_F(PredictorFile, NeedsTensorsOfTheirShapes) {
  const auto changed = [&](const std::string& name, const auto& change) {
    return error_with_tensors([&](auto& tensors) {
      for (TensorView& tensor : tensors)
        if (tensor.name == name) change(tensor);
    });
  };
  EXPECT_EQ(changed("members.1.layers.1.bias",
                    [](TensorView& t) {
                      t.shape = {1, 7};
                    }),
            "tensor \"members.1.layers.1.bias\": expected F32 with 1 axes, got F32 [1, 7]");
  EXPECT_EQ(changed("members.1.layers.1.bias", [](TensorView& t) { t.dtype = DType::kI32; }),
            "tensor \"members.1.layers.1.bias\": expected F32 with 1 axes, got I32 [7]");
  EXPECT_EQ(changed("members.1.layers.1.weight",
                    [](TensorView& t) {
                      t.shape = {10, 14};
                    }),
            "tensor \"members.1.layers.1.bias\": expected 10 numbers, as many as "
            "\"members.1.layers.1.weight\" has rows, got 7");
  EXPECT_THAT(changed("members.1.layers.1.weight",
                      [](TensorView& t) {
                        t.shape = {0, 20};
                        t.bytes = {};
                      }),
              StartsWith("tensor \"members.1.layers.1.weight\": expected sizes of 1 .. "));
}

TEST_F(PredictorFile, NeedsFiniteWeights) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(error_with_tensors([&](auto& tensors) {
              for (TensorView& tensor : tensors)
                if (tensor.name == "members.1.layers.2.bias")
                  tensor.bytes = std::as_bytes(std::span(&nan, 1));
            }),
            "members.1.layers.2: a weight is infinite or not a number");
}

TEST_F(PredictorFile, SeesDamage) {
  const std::string good = read_file(path(), 1 << 20);
  for (size_t at = 0; at < good.size(); at += 97) {
    std::string bad = good;
    bad[at] ^= 1;
    EXPECT_THAT(error_of([&] { parse_predictor(bad, "f"); }), StartsWith("f: ")) << at;
  }
  for (size_t size = 0; size < good.size(); size += 101)
    EXPECT_THAT(error_of([&] { parse_predictor(good.substr(0, size), "f"); }), StartsWith("f: "));
  EXPECT_THAT(error_of([] { read_predictor("/nowhere/p"); }), HasSubstr("/nowhere/p"));
}

// The checksum is left out, so that what stands behind it is met.
TEST_F(PredictorFile, BearsAnyBytes) {
  std::string good = read_file(path(), 1 << 20);
  good.replace(good.find(kChecksumKey), 3, "fuz");
  ASSERT_EQ(error_of([&] { Predictor(space_, parse_predictor(good, "f")); }), "no error");
  const size_t header = good.find("}}") + 2;
  Random random(1, "predictor file fuzz");
  int refused = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string bad = good;
    for (uint64_t changes = 1 + random.below(3); changes > 0; --changes)
      bad[random.below(header)] =
          static_cast<char>(random.below(2) ? 32 + random.below(95) : random.below(256));
    refused += error_of([&] { Predictor(space_, parse_predictor(bad, "f")); }) != "no error";
  }
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace ofa
