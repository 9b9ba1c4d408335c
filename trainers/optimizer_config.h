#pragma once

#include <array>
#include <utility>

#include "config/fields.h"

namespace ofa {

enum class OptimizerName { kSgd, kAdamW };
constexpr auto names_of(OptimizerName) {
  return std::array{std::pair{OptimizerName::kSgd, "sgd"},
                    std::pair{OptimizerName::kAdamW, "adamw"}};
}

// In which steps weight decay pulls: in all, or, as in BigNAS (2020), where only the largest arch
// is regularised, in those that train the widest one. A step's losses are summed, so there it is a
// term of that arch's loss alone.
enum class DecayFor { kAll, kMax };
constexpr auto names_of(DecayFor) {
  return std::array{std::pair{DecayFor::kAll, "all"}, std::pair{DecayFor::kMax, "max"}};
}

struct OptimizerConfig {
  OptimizerName name = OptimizerName::kSgd;
  double lr = 0.1;
  double momentum = 0.9;
  bool nesterov = true;
  double beta1 = 0.9, beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 1e-4;
  DecayFor decay_for = DecayFor::kAll;
  bool decay_kernel_matrices = false;
  double clip_norm = 0;
  double clip_value = 0;

  static void fields(auto& c, auto& v) {
    v.optional("name", c.name, "what takes the steps");
    v.optional("lr", c.lr, kPositive,
               "peak learning rate, where a phase has none of its own; adamw: say it, often 1e-3");
    v.optional("momentum", c.momentum, range(0, 0.9999), "of sgd");
    v.optional("nesterov", c.nesterov, "sgd: look ahead by the momentum (Nesterov)");
    v.optional("beta1", c.beta1, range(0, 0.9999), "of adamw: decay of the gradients' mean");
    v.optional("beta2", c.beta2, range(0, 0.999999), "of adamw: decay of their squares' mean");
    v.optional("epsilon", c.epsilon, kPositive, "of adamw: added to the root of the squares' mean");
    v.optional("weight_decay", c.weight_decay, kNonNegative,
               "pulls at all weights but norms and biases; sgd: through the gradients (L2); adamw: "
               "past them, times lr");
    v.optional("decay_for", c.decay_for,
               "all: it pulls in every step; max: only in steps that train the widest arch, as a "
               "term of its loss alone");
    v.optional("decay_kernel_matrices", c.decay_kernel_matrices,
               "weight decay pulls at kernel matrices too, from identity towards zero");
    v.optional("clip_norm", c.clip_norm, kNonNegative,
               "gradients of a larger norm are scaled down to it; 0: never");
    v.optional("clip_value", c.clip_value, kNonNegative,
               "each element of the gradients is cut off there, instead of clip_norm; 0: never");
  }
  void check(const Node& node) const;
  bool operator==(const OptimizerConfig&) const = default;
};

}  // namespace ofa
