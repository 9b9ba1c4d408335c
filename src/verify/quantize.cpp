#include "verify/quantize.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "verify/ranges.h"

namespace ofa {
namespace {

constexpr int64_t kImagesForErrors = 32;
constexpr int64_t kPixelsForBiases =
    128 * 64 * 64;  // of all images; the values of a block stay in memory

std::vector<std::string> layers_of(const Graph& graph) {
  std::vector<std::string> layers;
  for (const Op& op : graph.ops)
    if (has_weights(op)) layers.push_back(op.name);
  return layers;
}

class Quantizer {
 public:
  Quantizer(const Network& folded, const at::Tensor& images)
      : folded_(folded),
        images_(images),
        exact_(folded),
        all_(plan_quantization(folded.graph, {})) {
    all_.scales = find_scales(exact_, all_, images);
  }

  // Everything but these layers in bytes.
  QuantizedNetwork without(const std::vector<std::string>& kept) const {
    QuantizedNetwork result{folded_, plan({kept.begin(), kept.end()}), {}, kept};
    correct_biases(result);
    return result;
  }

  std::vector<LayerError> layer_errors() const {
    const at::Tensor images = images_.narrow(0, 0, std::min(kImagesForErrors, images_.size(0)));
    const at::Tensor expected = exact_.logits(images);
    const std::vector<std::string> layers = layers_of(folded_.graph);
    std::vector<LayerError> errors;
    for (const std::string& layer : layers) {
      std::set<std::string> others(layers.begin(), layers.end());
      others.erase(layer);
      const at::Tensor found = FoldedRun(folded_, plan_layer(others)).logits(images);
      errors.push_back(
          {layer, ((found - expected).norm() / expected.norm().clamp_min(1e-30)).item<double>()});
    }
    std::ranges::stable_sort(errors, std::greater{}, &LayerError::error);
    return errors;
  }

 private:
  Quantization plan(const std::set<std::string>& kept) const {
    Quantization quantization = plan_quantization(folded_.graph, kept);
    for (const ValueId value : byte_values(folded_.graph, quantization))
      quantization.scales[value] = all_.scales[value];
    return quantization;
  }

  // Only layers read bytes, and not what lies between them.
  Quantization plan_layer(const std::set<std::string>& kept) const {
    Quantization quantization = plan(kept);
    for (size_t i = 0; i < folded_.graph.ops.size(); ++i)
      if (!has_weights(folded_.graph.ops[i])) quantization.reads_bytes[i] = false;
    return quantization;
  }

  // Layer by layer, each on what the corrected ones before it give.
  void correct_biases(QuantizedNetwork& quantized) const {
    const at::NoGradGuard no_grad;
    const int64_t enough =
        std::max<int64_t>(8, kPixelsForBiases / (images_.size(2) * images_.size(3)));
    const at::Tensor images = images_.narrow(0, 0, std::min(enough, images_.size(0)));
    FoldedRun run(quantized.network, quantized.quantization);
    const Graph& graph = quantized.network.graph;
    std::vector<at::Tensor> exact(graph.values.size()), rounded(graph.values.size());
    exact[graph.input] = rounded[graph.input] = images;
    for (size_t i = 0; i < graph.ops.size(); ++i) {
      const Op& op = graph.ops[i];
      exact[op.output] = exact_.apply(i, exact_.inputs(i, exact));
      rounded[op.output] = run.apply(i, run.inputs(i, rounded));
      if (has_weights(op) && quantized.quantization.reads_bytes[i] && op.parameters.size() > 1)
        correct_bias(quantized.network, run, i, exact, rounded);
      for (const ValueId input : op.inputs)
        if (exact_.is_last_use(input, i)) exact[input] = rounded[input] = at::Tensor();
    }
  }

  static void correct_bias(Network& network, FoldedRun& run, size_t op_index,
                           const std::vector<at::Tensor>& exact, std::vector<at::Tensor>& rounded) {
    const Op& op = network.graph.ops[op_index];
    const at::Tensor difference = exact[op.output] - rounded[op.output];
    const at::Tensor shift =
        difference.dim() == 4 ? difference.mean({0, 2, 3}) : difference.mean({0});
    const ParamId bias = op.parameters[1];
    for (size_t c = 0; c < network.values[bias].size(); ++c)
      network.values[bias][c] += shift[static_cast<int64_t>(c)].item<float>();
    run.set_parameter(bias, network.values[bias]);
    rounded[op.output] =
        rounded[op.output] + (difference.dim() == 4 ? shift.view({1, -1, 1, 1}) : shift);
  }

  const Network& folded_;
  const at::Tensor images_;
  FoldedRun exact_;
  Quantization all_;
};

std::vector<std::string> worst(const std::vector<LayerError>& layers, size_t count) {
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(count, layers.size()); ++i) names.push_back(layers[i].layer);
  return names;
}

}  // namespace

QuantizedNetwork quantize_network(const Network& folded, const at::Tensor& images,
                                  const QuantizeOptions& options) {
  const at::NoGradGuard no_grad;
  const Quantizer quantizer(folded, images);
  const std::vector<LayerError> layers = quantizer.layer_errors();
  const auto keeping = [&](size_t count) {
    QuantizedNetwork result = quantizer.without(worst(layers, count));
    result.layers = layers;
    return result;
  };
  const auto loss = [&](const QuantizedNetwork& quantized) {
    return options.loss(FoldedRun(quantized.network, quantized.quantization));
  };

  auto enough = static_cast<size_t>(options.keep);
  QuantizedNetwork best = keeping(enough);
  if (!options.max_loss) return best;
  size_t too_few = enough;
  for (double lost = loss(best); lost > *options.max_loss; lost = loss(best)) {
    if (enough >= layers.size())
      throw Error(Exit::kNo,
                  "in bytes it loses {:.2f} points of accuracy, whatever stays in float "
                  "(--max-loss {:.2f})",
                  100 * lost, 100 * *options.max_loss);
    too_few = enough + 1;
    enough = std::min(std::max<size_t>(1, 2 * enough), layers.size());
    best = keeping(enough);
  }
  while (too_few < enough) {
    const size_t middle = (too_few + enough) / 2;
    QuantizedNetwork tried = keeping(middle);
    if (loss(tried) <= *options.max_loss) {
      enough = middle;
      best = std::move(tried);
    } else {
      too_few = middle + 1;
    }
  }
  return best;
}

}  // namespace ofa
