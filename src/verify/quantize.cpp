#include "verify/quantize.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "verify/ranges.h"

namespace ofa {
namespace {

constexpr int64_t kImagesForErrors = 32;
constexpr int64_t kImagesForBiases = 128;

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
    const at::Tensor images = images_.narrow(0, 0, std::min(kImagesForBiases, images_.size(0)));
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
  auto keep = static_cast<size_t>(options.keep);
  while (true) {
    QuantizedNetwork result = quantizer.without(worst(layers, keep));
    result.layers = layers;
    if (!options.max_loss) return result;
    const double loss = options.loss(FoldedRun(result.network, result.quantization));
    if (loss <= *options.max_loss) return result;
    if (keep >= layers.size())
      throw Error(Exit::kNo, "loses {:.2f} points even with all layers in float; at most {:.2f}",
                  100 * loss, 100 * *options.max_loss);
    keep = keep == 0 ? 1 : 2 * keep;
  }
}

}  // namespace ofa
