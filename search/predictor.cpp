#include "search/predictor.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/checksum.h"
#include "core/error.h"

namespace ofa {
namespace {

constexpr size_t kBlock = 192;  // archs whose codes are kept at a time

void check_space(const PredictorParts& parts, const Space& space) {
  if (parts.space != space.name)
    throw Error("{}: predicts archs of space {}, not of {}", parts.source, parts.space, space.name);
  if (parts.choices != checksum_of_choices(space))
    throw Error("{}: predicts archs of another space {}: its choices are not these", parts.source,
                parts.space);
}

void check_layer(const DenseLayer& layer, const std::string& where) {
  if (layer.inputs < 1 || layer.outputs < 1 || std::ssize(layer.bias) != layer.outputs ||
      layer.weights.size() != size_t(layer.inputs) * layer.outputs)
    throw Error("{}: {} inputs, {} outputs, {} weights and {} biases do not fit together", where,
                layer.inputs, layer.outputs, layer.weights.size(), layer.bias.size());
  const auto is_finite = [](float value) { return std::isfinite(value); };
  if (!std::ranges::all_of(layer.weights, is_finite) || !std::ranges::all_of(layer.bias, is_finite))
    throw Error("{}: a weight is infinite or not a number", where);
}

const std::vector<Layers>& checked_members(const PredictorParts& parts, int width) {
  if (parts.members.empty()) throw Error("{}: has no members", parts.source);
  for (size_t member = 0; member < parts.members.size(); ++member) {
    int inputs = width;
    const Layers& layers = parts.members[member];
    for (size_t i = 0; i < layers.size(); ++i) {
      const std::string where = fmt::format("{}: members.{}.layers.{}", parts.source, member, i);
      check_layer(layers[i], where);
      if (layers[i].inputs != inputs)
        throw Error("{}: takes {} inputs, {} gives {}", where, layers[i].inputs,
                    i == 0 ? fmt::format("an arch of {}", parts.space) : "the layer before",
                    inputs);
      inputs = layers[i].outputs;
    }
    if (layers.empty() || inputs != 1)
      throw Error("{}: members.{}: expected one output, got {}", parts.source, member,
                  layers.empty() ? 0 : inputs);
  }
  return parts.members;
}

Encoder make_encoder(const Space& space, const PredictorParts& parts) {
  check_space(parts, space);
  return Encoder(space, parts.encoding, parts.resolutions);
}

}  // namespace

std::string checksum_of_choices(const Space& space) {
  std::string text = fmt::format("{}", fmt::join(space.resolutions, ","));
  for (const Choice& choice : space.choices)
    text += fmt::format("\n{} {} {} {}", choice.part, choice.block, name(choice.kind),
                        choice.labels_text());
  return checksum(text);
}

Predictor::Predictor(const Space& space, PredictorParts parts)
    : parts_(std::move(parts)),
      encoder_(make_encoder(space, parts_)),
      ensemble_(checked_members(parts_, encoder_.width())) {}

void Predictor::operator()(std::span<const Arch> archs, std::span<double> accuracies) const {
  std::vector<double> spreads(archs.size());
  (*this)(archs, accuracies, spreads);
}

void Predictor::operator()(std::span<const Arch> archs, std::span<double> accuracies,
                           std::span<double> spreads) const {
  Codes codes;
  for (size_t first = 0; first < archs.size(); first += kBlock) {
    const size_t count = std::min(kBlock, archs.size() - first);
    encoder_.encode(archs.subspan(first, count), codes);
    ensemble_(codes, accuracies.subspan(first, count), spreads.subspan(first, count));
  }
}

}  // namespace ofa
