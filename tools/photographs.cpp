#include "tools/photographs.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/file.h"
#include "core/random.h"
#include "data/jpeg_write.h"

namespace ofa {
namespace {

constexpr int kHeight = 375, kWidth = 500;

// Sines of begin, begin + step, ...
std::vector<double> sines(double begin, double step, int count) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(std::sin(begin + i * step));
  return values;
}

Image synthetic_photograph(uint64_t seed, Size size) {
  constexpr int kWaves = 24;
  constexpr double kTurn = 6.283;
  Random random(seed, "synthetic photograph");
  Image image;
  image.reshape(size.height, size.width, 3);
  std::vector<double> sums(image.pixels.size(), 128);
  for (int i = 0; i < kWaves; ++i) {
    const double frequency = 0.005 * std::exp(4.5 * i / kWaves);
    const double angle = kTurn * random.uniform(), phase = kTurn * random.uniform();
    const double x_step = frequency * kTurn * std::cos(angle);
    const double y_step = frequency * kTurn * std::sin(angle);
    const double height = std::min(0.16 / frequency, 30.0);
    double shares[3];
    for (double& share : shares) share = 0.6 + 0.8 * random.uniform();
    const std::vector<double> x_sines = sines(0, x_step, size.width);
    const std::vector<double> x_cosines = sines(kTurn / 4, x_step, size.width);
    double* sum = sums.data();
    for (int y = 0; y < size.height; ++y) {
      const double along_x = height * std::cos(y_step * y + phase);
      const double along_y = height * std::sin(y_step * y + phase);
      for (int x = 0; x < size.width; ++x) {
        const double wave = along_x * x_sines[x] + along_y * x_cosines[x];
        for (const double share : shares) *sum++ += wave * share;
      }
    }
  }
  for (size_t i = 0; i < sums.size(); ++i) {
    const double grain = 36 * (random.uniform() - 0.5);
    image.pixels[i] = static_cast<uint8_t>(std::clamp(sums[i] + grain, 0.0, 255.0));
  }
  return image;
}

}  // namespace

void write_photographs(const std::filesystem::path& folder, int count, double largest) {
  for (const char* name : {"a", "b"}) std::filesystem::create_directories(folder / name);
  tbb::parallel_for(0, count, [&](int i) {
    const double scale = 1 + (largest - 1) * i / std::max(1, count - 1);
    const Size size{static_cast<int>(kHeight * scale), static_cast<int>(kWidth * scale)};
    write_file(folder / (i % 2 ? "a" : "b") / fmt::format("{:04}.jpg", i),
               encode_jpeg(synthetic_photograph(static_cast<uint64_t>(i), size), 90));
  });
}

}  // namespace ofa
