#pragma once

#include <memory>
#include <vector>

#include "config/fields.h"
#include "data/augmentation.h"

namespace ofa {

enum class ErasedWith { kNoise, kMean, kBlack };
constexpr auto names_of(ErasedWith) {
  return std::array{std::pair{ErasedWith::kNoise, "noise"}, std::pair{ErasedWith::kMean, "mean"},
                    std::pair{ErasedWith::kBlack, "black"}};
}

// A rectangle of the image is painted over (Zhong et al., "Random Erasing", 2020).
struct RandomErasingConfig {
  static constexpr const char* kName = "random_erasing";
  static constexpr const char* kHelp = "paints over a rectangle";
  Fraction probability{0.25};
  std::vector<double> area{0.02, 0.33};
  std::vector<double> ratio{0.3, 3.3};
  ErasedWith fill = ErasedWith::kNoise;

  static void fields(auto& c, auto& v) {
    v.optional("probability", c.probability, "of being painted over");
    v.optional("area", c.area, Rule{.low = 0, .high = 1, .above_low = true},
               "of the rectangle, from and to, as a share of the image's");
    v.optional("ratio", c.ratio, Rule{.low = 0.1, .high = 10},
               "its width over its height, from and to");
    v.optional("fill", c.fill, "random values, the image's own mean colour, or black");
  }
  void check(const Node& node) const;
  std::unique_ptr<Augmentation> make() const;
  bool operator==(const RandomErasingConfig&) const = default;
};

}  // namespace ofa
