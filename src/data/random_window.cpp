#include "data/random_window.h"

#include <cmath>

namespace ofa {
namespace {

constexpr int kTries = 10;

double between(double low, double high, Random& random) {
  return low + (high - low) * random.uniform();
}

}  // namespace

std::optional<Window> random_window(Size image, const Bounds& area, const Bounds& ratio,
                                    Random& random) {
  const double whole = static_cast<double>(image.height) * image.width;
  const double log_low = std::log(ratio.front()), log_high = std::log(ratio.back());
  for (int i = 0; i < kTries; ++i) {
    const double part = whole * between(area.front(), area.back(), random);
    const double shape = std::exp(between(log_low, log_high, random));
    const auto width = static_cast<int>(std::lround(std::sqrt(part * shape)));
    const auto height = static_cast<int>(std::lround(std::sqrt(part / shape)));
    if (width < 1 || height < 1 || width > image.width || height > image.height) continue;
    const auto y = static_cast<int>(random.below(image.height - height + 1));
    const auto x = static_cast<int>(random.below(image.width - width + 1));
    return Window{x, y, width, height};
  }
  return std::nullopt;
}

void check_bounds(const Node& map, std::string_view key, const Bounds& bounds) {
  if (bounds.size() == 2 && bounds[0] <= bounds[1]) return;
  throw map.error_at(key, "expected two numbers, the smaller first, got {}",
                     map.find(key) ? shown(*map.find(key)) : "other");
}

}  // namespace ofa
