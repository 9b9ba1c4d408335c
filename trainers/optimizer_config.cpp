#include "trainers/optimizer_config.h"

namespace ofa {
namespace {

// Only what differs from its default: a resolved configuration says all keys.
void check_owner(const OptimizerConfig& config, const Node& node) {
  const OptimizerConfig standard;
  const auto refuse = [&](const char* key, bool differs) {
    if (!differs) return;
    if (config.name == OptimizerName::kSgd)
      throw node.error_at(key, "is adamw's; sgd has momentum and nesterov");
    throw node.error_at(key, "is sgd's; adamw has beta1, beta2 and epsilon");
  };
  if (config.name == OptimizerName::kSgd) {
    refuse("beta1", config.beta1 != standard.beta1);
    refuse("beta2", config.beta2 != standard.beta2);
    refuse("epsilon", config.epsilon != standard.epsilon);
  } else {
    refuse("momentum", config.momentum != standard.momentum);
    refuse("nesterov", config.nesterov != standard.nesterov);
  }
}

}  // namespace

void OptimizerConfig::check(const Node& node) const {
  check_owner(*this, node);
  if (name == OptimizerName::kAdamW && !node.find("lr"))
    throw node.error_at("lr", "adamw needs its own: its steps are not of sgd's size; often 1e-3");
  if (clip_norm > 0 && clip_value > 0)
    throw node.error_at("clip_value", "clip_norm {} clips already; one of them has to be 0",
                        clip_norm);
}

}  // namespace ofa
