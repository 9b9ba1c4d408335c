#include "trainers/mix.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace ofa {
namespace {

// From Gamma(shape, 1) (Marsaglia and Tsang, 2000); shapes below 1 through the one above.
double draw_gamma(double shape, Random& random) {
  if (shape < 1) {
    const double above = draw_gamma(shape + 1, random);
    return above * std::pow(1 - random.uniform(), 1 / shape);
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = random.normal(), v = std::pow(1 + c * x, 3);
    const double u = 1 - random.uniform();
    if (v > 0 && std::log(u) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
  }
}

std::pair<int64_t, int64_t> span(int64_t centre, int64_t length, int64_t end) {
  const int64_t first = std::clamp<int64_t>(centre - length / 2, 0, end);
  const int64_t last = std::clamp<int64_t>(centre - length / 2 + length, 0, end);
  return {first, last - first};
}

bool draws_cutmix(const MixConfig& config, Random& random) {
  if (config.mixup == 0 || config.cutmix == 0) return config.cutmix > 0;
  return random.uniform() < 0.5;
}

}  // namespace

double draw_beta(double alpha, Random& random) {
  const double a = draw_gamma(alpha, random), b = draw_gamma(alpha, random);
  return a + b > 0 ? a / (a + b) : 0.5;
}

Box draw_box(double area, int64_t height, int64_t width, Random& random) {
  const double side = std::sqrt(area);
  const auto [top, rows] = span(static_cast<int64_t>(random.below(static_cast<uint64_t>(height))),
                                std::llround(side * static_cast<double>(height)), height);
  const auto [left, columns] =
      span(static_cast<int64_t>(random.below(static_cast<uint64_t>(width))),
           std::llround(side * static_cast<double>(width)), width);
  return {top, left, rows, columns};
}

BatchTensors mixed(const BatchTensors& batch, const MixConfig& config, int64_t num_classes,
                   Random& random) {
  if (!config.mixes() || random.uniform() >= config.share.value) return batch;
  const int64_t n = batch.images.size(0);
  const at::Tensor others = at::tensor(permutation(n, random), at::kLong).to(batch.labels.device());
  const at::Tensor images = batch.images, other_images = images.index_select(0, others);

  BatchTensors result = batch;
  double own = 1;  // part of each image that is its own
  if (draws_cutmix(config, random)) {
    const int64_t height = images.size(2), width = images.size(3);
    const Box box = draw_box(1 - draw_beta(config.cutmix, random), height, width, random);
    own -= static_cast<double>(box.height * box.width) / static_cast<double>(height * width);
    const auto inside = [&](const at::Tensor& maps) {
      return maps.narrow(2, box.top, box.height).narrow(3, box.left, box.width);
    };
    result.images = images.clone();
    inside(result.images).copy_(inside(other_images));
  } else {
    own = draw_beta(config.mixup, random);
    result.images = images * own + other_images * (1 - own);
  }
  const at::Tensor shares = at::one_hot(batch.labels, num_classes).to(images.scalar_type());
  result.labels = shares * own + shares.index_select(0, others) * (1 - own);
  return result;
}

}  // namespace ofa
