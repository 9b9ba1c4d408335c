#include "data/preprocess.h"

#include <cmath>

namespace ofa {

Preprocess::Preprocess(const DatasetInfo& info, const std::vector<AugmentStep>& augment)
    : channels_(info.channels),
      resize_ratio_(info.resize_ratio),
      augmentations_(make_augmentations(augment)),
      normalise_(info.mean, info.std) {}

void Preprocess::evaluate(const Images& images, int64_t index, int resolution, Scratch& scratch,
                          float* out) const {
  const auto window = [&](Size image) { return evaluated_window(image, resolution); };
  normalise_(sized(images, index, resolution, window, scratch), out);
}

void Preprocess::train(const Images& images, int64_t index, int resolution, Random random,
                       Scratch& scratch, float* out) const {
  const auto window = [&](Size image) {
    Window placed = evaluated_window(image, resolution);
    for (const auto& step : augmentations_) step->place(image, resolution, random, placed);
    return placed;
  };
  Image& image = sized(images, index, resolution, window, scratch);
  for (const auto& step : augmentations_) step->paint(random, image);
  normalise_(image, out);
}

Window Preprocess::evaluated_window(Size image, int resolution) const {
  if (resize_ratio_ >= 1) return {0, 0, image.width, image.height};
  return centre_square(image, resolution / std::ceil(resolution / resize_ratio_));
}

Image& Preprocess::sized(const Images& images, int64_t index, int resolution,
                         const ChooseWindow& window, Scratch& scratch) const {
  const Size size{resolution, resolution};
  images.read(index, {.channels = channels_, .window = window, .least = size}, scratch.decoded);
  if (scratch.decoded.size() == size) return scratch.decoded;
  scratch.resize(scratch.decoded, size, scratch.resized);
  return scratch.resized;
}

Batch read_images(const Images& images, const DatasetInfo& info, int resolution) {
  const Preprocess preprocess(info);
  Batch batch{.count = static_cast<int>(images.size()),
              .height = resolution,
              .width = resolution,
              .channels = info.channels,
              .resolution = resolution,
              .images = make_aligned_floats(images.size() * preprocess.floats(resolution))};
  Preprocess::Scratch scratch;
  for (int i = 0; i < batch.count; ++i) {
    preprocess.evaluate(images, i, resolution, scratch, batch.image(i));
    batch.labels.push_back(-1);
    batch.indices.push_back(i);
  }
  return batch;
}

}  // namespace ofa
