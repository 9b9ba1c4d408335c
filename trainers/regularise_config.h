#pragma once

#include <array>
#include <utility>

#include "config/fields.h"

namespace ofa {

// Small archs underfit rather than overfit, so that only the widest is regularised (BigNAS, 2020).
enum class Regularised { kMax, kAll };
constexpr auto names_of(Regularised) {
  return std::array{std::pair{Regularised::kMax, "max"}, std::pair{Regularised::kAll, "all"}};
}

struct RegulariseConfig {
  double dropout = 0;
  double drop_path = 0;
  int stages = 0;
  Regularised archs = Regularised::kMax;

  static void fields(auto& c, auto& v) {
    v.optional("dropout", c.dropout, range(0, 0.9),
               "share of the classifier's inputs that are dropped, where the space's head says");
    v.optional("drop_path", c.drop_path, range(0, 0.9),
               "share of images that pass the last residual block by its shortcut alone; before "
               "it as much less as it is less deep");
    v.optional("stages", c.stages, range(0, 64), "last stages that drop_path is for; 0: all");
    v.optional("archs", c.archs, "max or all: only the widest arch, or every one");
  }
  bool operator==(const RegulariseConfig&) const = default;
};

}  // namespace ofa
