#include "data/auto_augment.h"

#include "data/image_operation.h"

namespace ofa {
namespace {

constexpr double kHighestLevel = 9;

class AutoAugment : public Augmentation {
 public:
  explicit AutoAugment(const AutoAugmentConfig& config) : config_(config) {}

  void paint(Random& random, Image& image) const override {
    const auto pairs = pairs_of(config_.policy);
    const PolicyPair& pair = pairs[random.below(pairs.size())];
    perhaps(pair.first, random, image);
    perhaps(pair.second, random, image);
  }

 private:
  void perhaps(const PolicyStep& step, Random& random, Image& image) const {
    if (random.uniform() >= step.probability) return;
    const OperationStyle style{config_.increasing, static_cast<uint8_t>(config_.fill)};
    apply(step.operation, step.level / kHighestLevel, style, random, image);
  }

  AutoAugmentConfig config_;
};

}  // namespace

std::unique_ptr<Augmentation> AutoAugmentConfig::make() const {
  return std::make_unique<AutoAugment>(*this);
}

AutoAugmentConfig Codec<AutoAugmentConfig>::read(const Node& node) {
  AutoAugmentConfig config;
  if (node.is_scalar()) {
    config.policy = Codec<AutoAugmentPolicy>::read(node);
  } else {
    read_fields(node, config);
  }
  return config;
}

Node Codec<AutoAugmentConfig>::dump(const AutoAugmentConfig& config) {
  if (config == AutoAugmentConfig{.policy = config.policy}) {
    return Codec<AutoAugmentPolicy>::dump(config.policy);
  }
  const Node defaults = dump_fields(AutoAugmentConfig{}, nullptr);
  return dump_fields(config, &defaults);
}

std::string Codec<AutoAugmentConfig>::type_name() {
  return Codec<AutoAugmentPolicy>::type_name() + ", or a map";
}

}  // namespace ofa
