#include "verify/pictures.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/error.h"
#include "core/random.h"
#include "data/eval_loader.h"
#include "data/normalise.h"
#include "data/preprocess.h"

namespace ofa {
namespace {

constexpr int kFinePixels = 64;  // a side, of pictures that travel in files

// What the loader gives, normalised, back to the pixels that it was: a step between two pixels is
// far larger than what floats round off.
void append_pixels(const Batch& batch, const DatasetInfo& info, std::vector<uint8_t>& pixels) {
  const size_t count = batch.count * batch.image_floats();
  for (size_t i = 0; i < count; ++i) {
    const size_t channel = i % info.channels;
    const double pixel = 255 * (batch.images[i] * info.std[channel] + info.mean[channel]);
    pixels.push_back(static_cast<uint8_t>(std::lround(pixel)));
  }
}

Pictures load(const Dataset& dataset, int resolution, std::vector<int64_t> indices) {
  const DatasetInfo& info = dataset.info();
  Pictures pictures{.resolution = resolution, .channels = info.channels};
  EvalLoader loader(dataset, std::move(indices), eval_loader_options(dataset, resolution));
  while (const std::optional<Batch> batch = loader.next()) {
    append_pixels(*batch, info, pictures.pixels);
    pictures.labels.insert(pictures.labels.end(), batch->labels.begin(), batch->labels.end());
    pictures.count += batch->count;
  }
  if (pictures.count == 0) throw Error("{}: none of its images can be read", info.source);
  return pictures;
}

}  // namespace

Pictures Pictures::part(int64_t first, int64_t most) const {
  const int64_t size = std::min(most, count - first);
  Pictures part{size, resolution, channels, {}, {}};
  const int64_t image = int64_t{resolution} * resolution * channels;
  part.pixels.assign(pixels.begin() + first * image, pixels.begin() + (first + size) * image);
  if (!labels.empty()) part.labels.assign(labels.begin() + first, labels.begin() + first + size);
  return part;
}

Pictures Pictures::coarse() const {
  const int patch = std::max(1, resolution / kFinePixels);
  Pictures result = *this;
  size_t next = 0;
  for (int64_t n = 0; n < count; ++n)
    for (int y = 0; y < resolution; ++y)
      for (int x = 0; x < resolution; ++x)
        for (int c = 0; c < channels; ++c)
          result.pixels[next++] =
              pixels[((n * resolution + y / patch * patch) * resolution + x / patch * patch) *
                         channels +
                     c];
  return result;
}

Pictures validation_pictures(const Dataset& dataset, int resolution, int64_t most) {
  std::vector<int64_t> indices = dataset.indices(Split::kValidation);
  if (most < static_cast<int64_t>(indices.size())) {
    Random random(dataset.seed(), "exported on");
    indices = draw(indices, most, random);
  }
  return load(dataset, resolution, std::move(indices));
}

Pictures test_pictures(const Dataset& dataset, int resolution) {
  return load(dataset, resolution, dataset.indices(Split::kTest));
}

Pictures training_pictures(const Dataset& dataset, int resolution, int64_t most) {
  return load(dataset, resolution, calibration_images(dataset, most, dataset.seed()));
}

Pictures read_pictures(const Images& images, const DatasetInfo& info, int resolution) {
  Pictures pictures{.count = images.size(), .resolution = resolution, .channels = info.channels};
  append_pixels(read_images(images, info, resolution), info, pictures.pixels);
  return pictures;
}

Pictures noise_pictures(int64_t count, int resolution, int channels, uint64_t seed) {
  Pictures pictures{count, resolution, channels, {}, {}};
  Random random(seed, "noise pictures");
  const int patch = std::max(1, resolution / kFinePixels);
  const int side = (resolution + patch - 1) / patch;
  std::vector<uint8_t> colors(static_cast<size_t>(side) * side * channels);
  for (int64_t n = 0; n < count; ++n) {
    for (uint8_t& color : colors) color = static_cast<uint8_t>(random.below(256));
    for (int y = 0; y < resolution; ++y)
      for (int x = 0; x < resolution; ++x)
        for (int c = 0; c < channels; ++c)
          pictures.pixels.push_back(colors[(y / patch * side + x / patch) * channels + c]);
  }
  return pictures;
}

std::vector<float> normalised_planes(const Pictures& pictures, const DatasetInfo& info) {
  const Normaliser normalise(info.mean, info.std);
  const auto channels = static_cast<size_t>(pictures.channels);
  const size_t area = static_cast<size_t>(pictures.resolution) * pictures.resolution;
  std::vector<float> planes(pictures.pixels.size()), pixels(area * channels);
  Image image{pictures.resolution, pictures.resolution, pictures.channels, {}};
  for (int64_t n = 0; n < pictures.count; ++n) {
    const size_t first = n * area * channels;
    const auto begin = pictures.pixels.begin() + static_cast<int64_t>(first);
    image.pixels.assign(begin, begin + static_cast<int64_t>(area * channels));
    normalise(image, pixels.data());
    for (size_t c = 0; c < channels; ++c)
      for (size_t i = 0; i < area; ++i) planes[first + c * area + i] = pixels[i * channels + c];
  }
  return planes;
}

std::vector<std::byte> model_input(const Pictures& pictures, const DatasetInfo& info,
                                   bool takes_pixels) {
  const auto bytes_of = [](const auto& values) {
    std::vector<std::byte> bytes(values.size() * sizeof(values[0]));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
  };
  return takes_pixels ? bytes_of(pictures.pixels) : bytes_of(normalised_planes(pictures, info));
}

}  // namespace ofa
