// What augmentations cost, in images of 224 x 224 a second: alone, and behind decoding a JPEG of
// 500 x 375:
//   augment_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only=true
#include <benchmark/benchmark.h>

#include <cmath>

#include "data/decode.h"
#include "data/image_operation.h"
#include "data/jpeg_write.h"
#include "data/preprocess.h"

namespace ofa {
namespace {

using benchmark::State;

constexpr int kSide = 224;

Image noisy_waves(int height, int width) {
  Random random(1, "bench");
  Image image;
  image.reshape(height, width, 3);
  for (size_t i = 0; i < image.pixels.size(); ++i) {
    const double wave = std::sin(0.01 * static_cast<double>(i)) + std::cos(0.0007 * i);
    image.pixels[i] = static_cast<uint8_t>(128 + 50 * wave + 20 * random.uniform());
  }
  return image;
}

// One photograph, decoded whenever it is asked for.
class OneJpeg : public Images {
 public:
  int64_t size() const override { return 1; }
  int label(int64_t) const override { return 0; }
  std::string name(int64_t) const override { return "bench"; }
  std::string short_name(int64_t) const override { return "bench"; }
  ImageHeader header(int64_t) const override { return read_image_header(jpeg_, "bench"); }
  void read(int64_t, const DecodeRequest& request, Image& out) const override {
    decode_image(jpeg_, "bench", request, out);
  }
  std::string fingerprint() const override { return ""; }

 private:
  std::string jpeg_ = encode_jpeg(noisy_waves(375, 500), 90);
};

void pipeline(State& state, const std::vector<AugmentStep>& steps) {
  const OneJpeg images;
  DatasetInfo info;
  info.mean = info.std = {0.5, 0.5, 0.5};
  info.resize_ratio = 0.875;
  const Preprocess preprocess(info, steps);
  Preprocess::Scratch scratch;
  std::vector<float> out(preprocess.floats(kSide));
  uint64_t stream = 0;
  for (auto _ : state) {
    preprocess.train(images, 0, kSide, Random(1, "augment", stream++), scratch, out.data());
  }
  state.SetItemsProcessed(state.iterations());
}

void operation(State& state, ImageOperation operation) {
  const Image image = noisy_waves(kSide, kSide);
  Image copy = image;
  Random random(1, "bench");
  for (auto _ : state) {
    copy.pixels = image.pixels;
    apply(operation, 0.9, {}, random, copy);
    benchmark::DoNotOptimize(copy.pixels.data());
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(pipeline, crop_and_flip, {RandomResizedCropConfig{}, FlipConfig{}});
BENCHMARK_CAPTURE(pipeline, color_jitter,
                  {RandomResizedCropConfig{}, FlipConfig{}, ColorJitterConfig{}});
BENCHMARK_CAPTURE(pipeline, rand_augment,
                  {RandomResizedCropConfig{}, FlipConfig{}, RandAugmentConfig{}});
BENCHMARK_CAPTURE(pipeline, auto_augment,
                  {RandomResizedCropConfig{}, FlipConfig{}, AutoAugmentConfig{}});
BENCHMARK_CAPTURE(pipeline, random_erasing,
                  {RandomResizedCropConfig{}, FlipConfig{}, RandomErasingConfig{}});
BENCHMARK_CAPTURE(operation, identity, ImageOperation::kIdentity);
BENCHMARK_CAPTURE(operation, auto_contrast, ImageOperation::kAutoContrast);
BENCHMARK_CAPTURE(operation, equalize, ImageOperation::kEqualize);
BENCHMARK_CAPTURE(operation, solarize, ImageOperation::kSolarize);
BENCHMARK_CAPTURE(operation, color, ImageOperation::kColor);
BENCHMARK_CAPTURE(operation, contrast, ImageOperation::kContrast);
BENCHMARK_CAPTURE(operation, sharpness, ImageOperation::kSharpness);
BENCHMARK_CAPTURE(operation, rotate, ImageOperation::kRotate);
BENCHMARK_CAPTURE(operation, shear_x, ImageOperation::kShearX);
BENCHMARK_CAPTURE(operation, translate_x, ImageOperation::kTranslateX);

}  // namespace
}  // namespace ofa
