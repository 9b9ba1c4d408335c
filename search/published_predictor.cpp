#include "search/published_predictor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"
#include "io/quote.h"

namespace ofa {
namespace {

const char* const kBase = "base_acc";

// Reads layers, and knows which tensors it has not been asked for.
class LayerReader {
 public:
  explicit LayerReader(const NamedTensors& tensors) : tensors_(tensors) {
    for (const TensorView& tensor : tensors.all()) left_.insert(tensor.name);
  }

  bool has(const std::string& layer) const { return tensors_.find(layer + ".weight") != nullptr; }

  DenseLayer read(const std::string& layer) {
    const std::string weight = layer + ".weight", bias = layer + ".bias";
    left_.erase(weight);
    left_.erase(bias);
    return read_layer(tensors_, weight, tensors_.find(bias) ? bias : "");
  }

  float read_base() {
    const TensorView& tensor = tensors_.at(kBase);
    left_.erase(kBase);
    if (tensor.dtype != DType::kF32 || tensor.bytes.size() != sizeof(float))
      throw Error("{}: tensor {}: expected one F32, got {} {}", tensors_.file(), in_quotes(kBase),
                  name_of(tensor.dtype), shape_text(tensor.shape));
    return values<float>(tensor).front();
  }

  void expect_end() const {
    if (!left_.empty())
      throw Error("{}: tensor {} is no part of a published accuracy predictor", tensors_.file(),
                  in_quotes(*left_.begin()));
  }

 private:
  const NamedTensors& tensors_;
  std::set<std::string> left_;
};

Layers read_tutorial(LayerReader& reader) {
  Layers layers;
  for (int i = 0; reader.has(std::to_string(i)); i += 2)
    layers.push_back(reader.read(std::to_string(i)));
  return layers;
}

// What the network adds to the mean accuracy, which goes into its last bias.
Layers read_package(LayerReader& reader) {
  Layers layers;
  const auto named = [](size_t i) { return fmt::format("layers.{}", i); };
  while (reader.has(named(layers.size()) + ".0"))
    layers.push_back(reader.read(named(layers.size()) + ".0"));
  layers.push_back(reader.read(named(layers.size())));
  const float base = reader.read_base();
  for (float& bias : layers.back().bias) bias += base;
  return layers;
}

bool is_package(const NamedTensors& tensors) {
  return tensors.find("layers.0.0.weight") && tensors.find(kBase);
}

bool is_tutorial(const NamedTensors& tensors) {
  return tensors.find("0.weight") && tensors.find("2.weight");
}

Encoding package_order(const Space& space) {
  const bool has_widths = std::ranges::count(space.choices, ChoiceKind::kChannels, &Choice::kind);
  return has_widths ? Encoding::kResNet : Encoding::kNas;
}

std::vector<int> resolutions_of(const Space& space, const PredictorParts& parts,
                                const std::vector<int>& given) {
  const int others = Encoder(space, parts.encoding, {space.resolutions.front()}).width() - 1;
  const int count = parts.members.front().front().inputs - others;
  const std::vector<int> published{128, 144, 160, 176, 192, 224, 240, 256};
  if (given.empty() && parts.encoding == Encoding::kResNet && count == std::ssize(published))
    return published;
  if (count < 1)
    throw Error("{}: takes {} inputs, an arch of {} gives {} and its resolution", parts.source,
                count + others, space.name, others);
  if (std::ssize(given) != count)
    throw Error("{}: knows {} resolutions, and not which; expected as many, got {}", parts.source,
                count, given.size());
  return given;
}

}  // namespace

bool is_published_predictor(const Checkpoint& checkpoint) {
  return is_tutorial(checkpoint.tensors) || is_package(checkpoint.tensors);
}

PredictorParts published_predictor(const Space& space, const Checkpoint& checkpoint,
                                   const std::vector<int>& resolutions) {
  const NamedTensors& tensors = checkpoint.tensors;
  if (!is_published_predictor(checkpoint))
    throw Error(
        "{}: not a published accuracy predictor: neither 0.weight and 2.weight, nor "
        "layers.0.0.weight and base_acc",
        tensors.file());
  PredictorParts parts{.source = tensors.file(),
                       .space = space.name,
                       .choices = checksum_of_choices(space),
                       .encoding = Encoding::kTutorial};
  LayerReader reader(tensors);
  if (is_package(tensors)) {
    parts.encoding = package_order(space);
    parts.members = {read_package(reader)};
    parts.resolutions = resolutions_of(space, parts, resolutions);
  } else {
    parts.members = {read_tutorial(reader)};
  }
  reader.expect_end();
  return parts;
}

}  // namespace ofa
