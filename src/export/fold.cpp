#include "export/fold.h"

#include <cmath>
#include <map>

#include "export/rewrite.h"

namespace ofa {
namespace {

// y = scale * x + shift, a channel.
struct Affine {
  std::vector<double> scale, shift;
};

Affine affine_of(const Network& network, const Op& op, const NormMoments& moments) {
  const double epsilon = std::get<BatchNorm>(op.operation).epsilon;
  const std::vector<float>& gamma = network.values[op.parameters[0]];
  const std::vector<float>& beta = network.values[op.parameters[1]];
  Affine affine;
  for (size_t c = 0; c < gamma.size(); ++c) {
    const double scale = gamma[c] / std::sqrt(double{moments.variance[c]} + epsilon);
    affine.scale.push_back(scale);
    affine.shift.push_back(beta[c] - moments.mean[c] * scale);
  }
  return affine;
}

class Folder {
 public:
  explicit Folder(const Network& network)
      : network_(network), readers_(count_readers(network.graph)) {}

  Network run() {
    BlockOps blocks = ops_by_block(network_.graph);
    size_t norm = 0;
    for (std::vector<Op>& ops : blocks) {
      std::vector<Op> kept;
      for (Op& op : ops) {
        for (ValueId& input : op.inputs) input = current(input);
        if (std::holds_alternative<Dropout>(op.operation)) {
          renamed_[op.output] = op.inputs[0];
        } else if (std::holds_alternative<BatchNorm>(op.operation)) {
          fold_norm(op, affine_of(network_, op, network_.moments[norm++]), kept);
        } else {
          kept.push_back(std::move(op));
        }
      }
      ops = std::move(kept);
    }
    network_.graph.output = current(network_.graph.output);
    network_.moments.clear();
    return assemble(network_, blocks);
  }

 private:
  ValueId current(ValueId value) const {
    const auto found = renamed_.find(value);
    return found == renamed_.end() ? value : found->second;
  }

  void fold_norm(const Op& norm, const Affine& affine, std::vector<Op>& ops) {
    const ValueId input = norm.inputs[0];
    const bool follows = !ops.empty() && ops.back().output == input && readers_[input] == 1 &&
                         std::holds_alternative<Conv>(ops.back().operation);
    if (!follows) return ops.push_back(channelwise(norm, affine));
    Op& conv = ops.back();
    std::vector<float>& weight = network_.values[conv.parameters[0]];
    const size_t per_channel = weight.size() / affine.scale.size();
    for (size_t i = 0; i < weight.size(); ++i)
      weight[i] = static_cast<float>(weight[i] * affine.scale[i / per_channel]);
    if (conv.parameters.size() == 1) {
      conv.parameters.push_back(add_bias(conv.name, norm, affine));
    } else {
      std::vector<float>& bias = network_.values[conv.parameters[1]];
      for (size_t c = 0; c < bias.size(); ++c)
        bias[c] = static_cast<float>(bias[c] * affine.scale[c] + affine.shift[c]);
    }
    conv.output = norm.output;
  }

  ParamId add_bias(const std::string& op, const Op& norm, const Affine& affine) {
    const DimId channels = network_.graph.values[norm.output].channels;
    return add_parameter(network_, op + ".bias", Role::kBias, {{channels}},
                         {affine.shift.begin(), affine.shift.end()});
  }

  // A norm by itself as a depthwise convolution of 1x1.
  Op channelwise(const Op& norm, const Affine& affine) {
    const DimId channels = network_.graph.values[norm.output].channels;
    const DimId one = fixed_dim(network_.graph, 1);
    const std::string name = norm.name + ".scale";
    const ParamId weight =
        add_parameter(network_, name + ".weight", Role::kWeight,
                      {{channels}, {one}, {one, /*centred=*/true}, {one, /*centred=*/true}},
                      {affine.scale.begin(), affine.scale.end()});
    return {norm.name,
            Conv{.kernel = 1, .stride = 1, .depthwise = true},
            norm.inputs,
            {weight, add_bias(name, norm, affine)},
            norm.output};
  }

  Network network_;
  std::vector<int> readers_;
  std::map<ValueId, ValueId> renamed_;  // what dropout gives is what it is given
};

}  // namespace

Network fold(const Network& network) {
  return Folder(network).run();
}

}  // namespace ofa
