#include "data/random_erasing.h"

#include <array>

#include "data/random_window.h"

namespace ofa {
namespace {

using Color = std::array<uint8_t, 3>;

Color mean_color(const Image& image) {
  std::array<uint64_t, 3> sums{};
  const int channels = image.channels;
  for (size_t i = 0; i < image.pixels.size(); i += channels) {
    for (int c = 0; c < channels; ++c) sums[c] += image.pixels[i + c];
  }
  const uint64_t count = uint64_t(image.height) * image.width;
  Color mean{};
  for (int c = 0; c < channels; ++c) {
    mean[c] = static_cast<uint8_t>((sums[c] + count / 2) / count);
  }
  return mean;
}

// Calls `paint_row` with the first value and the number of values of each row.
void each_row(const Window& window, Image& image, const auto& paint_row) {
  for (int y = window.y; y < window.y + window.height; ++y) {
    paint_row(image.row(y) + window.x * image.channels, window.width * image.channels);
  }
}

void fill_with_noise(const Window& window, Random& random, Image& image) {
  each_row(window, image, [&](uint8_t* row, int count) {
    uint32_t bytes = 0;
    for (int i = 0; i < count; ++i, bytes >>= 8) {
      if (i % 4 == 0) bytes = random.bits32();
      row[i] = static_cast<uint8_t>(bytes);
    }
  });
}

void fill_with(const Color& color, const Window& window, Image& image) {
  const int channels = image.channels;
  each_row(window, image, [&](uint8_t* row, int count) {
    for (int i = 0; i < count; ++i) row[i] = color[i % channels];
  });
}

class RandomErasing : public Augmentation {
 public:
  explicit RandomErasing(const RandomErasingConfig& config) : config_(config) {}

  void paint(Random& random, Image& image) const override {
    if (random.uniform() >= config_.probability.value) return;
    const auto window = random_window(image.size(), config_.area, config_.ratio, random);
    if (!window) return;
    if (config_.fill == ErasedWith::kNoise) return fill_with_noise(*window, random, image);
    fill_with(config_.fill == ErasedWith::kMean ? mean_color(image) : Color{}, *window, image);
  }

 private:
  RandomErasingConfig config_;
};

}  // namespace

void RandomErasingConfig::check(const Node& node) const {
  check_bounds(node, "area", area);
  check_bounds(node, "ratio", ratio);
}

std::unique_ptr<Augmentation> RandomErasingConfig::make() const {
  return std::make_unique<RandomErasing>(*this);
}

}  // namespace ofa
