#include "search/ridge_layers.h"

namespace ofa {
namespace {

// Its first inputs as before; the carried one is the last.
DenseLayer with_input(const DenseLayer& layer, float weight_of_last_output) {
  DenseLayer wider{layer.inputs + 1, layer.outputs, {}, layer.bias};
  for (int j = 0; j < layer.outputs; ++j) {
    const auto row = layer.weights.begin() + ptrdiff_t(j) * layer.inputs;
    wider.weights.insert(wider.weights.end(), row, row + layer.inputs);
    wider.weights.push_back(j + 1 == layer.outputs ? weight_of_last_output : 0);
  }
  return wider;
}

DenseLayer with_output(DenseLayer layer, const std::vector<float>& weights, float bias) {
  layer.weights.insert(layer.weights.end(), weights.begin(), weights.end());
  layer.bias.push_back(bias);
  ++layer.outputs;
  return layer;
}

}  // namespace

Layers to_layers(const Ridge& ridge) {
  DenseLayer layer{static_cast<int>(ridge.weights.size()), 1};
  layer.weights.assign(ridge.weights.begin(), ridge.weights.end());
  layer.bias.push_back(static_cast<float>(ridge.intercept));
  return {layer};
}

Layers sum_of(const Ridge& ridge, const Layers& layers) {
  const DenseLayer carried = to_layers(ridge).front();
  Layers sum{with_output(layers.front(), carried.weights, carried.bias.front())};
  for (size_t i = 1; i + 1 < layers.size(); ++i) {
    std::vector<float> carry(layers[i].inputs + 1, 0.0f);
    carry.back() = 1;
    sum.push_back(with_output(with_input(layers[i], 0), carry, 0));
  }
  sum.push_back(with_input(layers.back(), 1));
  return sum;
}

}  // namespace ofa
