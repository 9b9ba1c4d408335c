#pragma once

#include <array>
#include <utility>

#include "config/fields.h"

namespace ofa {

enum class OptimizerName { kSgd };
constexpr auto names_of(OptimizerName) {
  return std::array{std::pair{OptimizerName::kSgd, "sgd"}};
}

struct OptimizerConfig {
  OptimizerName name = OptimizerName::kSgd;
  double lr = 0.1;
  double momentum = 0.9;
  bool nesterov = true;
  double weight_decay = 1e-4;
  bool decay_kernel_matrices = false;
  double clip_norm = 0;

  static void fields(auto& c, auto& v) {
    v.optional("name", c.name, "what takes the steps");
    v.optional("lr", c.lr, kPositive, "peak learning rate, where a phase has none of its own");
    v.optional("momentum", c.momentum, range(0, 0.9999), "of SGD");
    v.optional("nesterov", c.nesterov, "look ahead by the momentum (Nesterov)");
    v.optional("weight_decay", c.weight_decay, kNonNegative,
               "pulls at all weights but norms and biases");
    v.optional("decay_kernel_matrices", c.decay_kernel_matrices,
               "weight decay pulls at kernel matrices too, from identity towards zero");
    v.optional("clip_norm", c.clip_norm, kNonNegative,
               "gradients of a larger norm are scaled down to it; 0: never");
  }
  bool operator==(const OptimizerConfig&) const = default;
};

}  // namespace ofa
