#pragma once

#include "config/fields.h"

namespace ofa {

// Images of a batch are mixed in pairs, and their labels with them. With both, each batch draws one
// of the two.
struct MixConfig {
  double mixup = 0;
  double cutmix = 0;
  Fraction share{1};

  static void fields(auto& c, auto& v) {
    v.optional("mixup", c.mixup, range(0, 100),
               "alpha of Beta(alpha, alpha), from which a batch draws how much of each image is "
               "its own, the rest being another's (Zhang et al., 2018); 0: never");
    v.optional("cutmix", c.cutmix, range(0, 100),
               "the same of how much of the area; the rest is a box from another (Yun et al., "
               "2019); 0: never");
    v.optional("share", c.share, "part of the batches that are mixed");
  }
  bool mixes() const { return (mixup > 0 || cutmix > 0) && share.value > 0; }
  bool operator==(const MixConfig&) const = default;
};

}  // namespace ofa
