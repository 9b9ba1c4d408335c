#include "predictor_testing.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "space/sample.h"

namespace ofa {

std::vector<Arch> draw_archs(const Space& space, int count, uint64_t seed) {
  const Sampler sampler(space);
  Random random(seed, "predictor testing");
  std::vector<Arch> archs;
  for (int i = 0; i < count; ++i) archs.push_back(sampler.per_choice(random));
  return archs;
}

Layers random_layers(const std::vector<int>& sizes, uint64_t seed) {
  Random random(seed, "predictor testing layers");
  Layers layers;
  for (size_t i = 0; i + 1 < sizes.size(); ++i) {
    DenseLayer layer{sizes[i], sizes[i + 1]};
    const double deviation = std::sqrt(2.0 / sizes[i]);
    for (int k = 0; k < sizes[i] * sizes[i + 1]; ++k)
      layer.weights.push_back(static_cast<float>(deviation * random.normal()));
    for (int k = 0; k < sizes[i + 1]; ++k)
      layer.bias.push_back(static_cast<float>(0.1 * random.normal()));
    layers.push_back(std::move(layer));
  }
  return layers;
}

double plain_forward(const Layers& layers, const std::vector<double>& input) {
  std::vector<double> values = input;
  for (const DenseLayer& layer : layers) {
    if (&layer != &layers.front())
      for (double& value : values) value = std::max(value, 0.0);
    std::vector<double> next(layer.bias.begin(), layer.bias.end());
    for (int j = 0; j < layer.outputs; ++j)
      for (int i = 0; i < layer.inputs; ++i)
        next[j] += layer.weights[j * layer.inputs + i] * values[i];
    values = next;
  }
  return values.front();
}

std::vector<double> to_numbers(const Codes& codes, size_t row) {
  std::vector<double> numbers(codes.width);
  for (const int one : codes.ones_of(row)) numbers[one] += 1;
  if (codes.has_real()) numbers.back() = codes.reals[row];
  return numbers;
}

PredictorParts random_parts(const Space& space, int members, uint64_t seed) {
  PredictorParts parts{.space = space.name, .choices = checksum_of_choices(space)};
  const int width = Encoder(space, parts.encoding).width();
  for (int i = 0; i < members; ++i)
    parts.members.push_back(random_layers({width, 20, 7, 1}, seed + i));
  return parts;
}

}  // namespace ofa
