#pragma once

#include <vector>

#include "space/arch.h"

namespace ofa {

// One number a candidate: 1 where it is taken, 0 elsewhere; all 0 for a choice that is
// inactive. The resolution comes first, then the choices in their order.
int encoding_size(const Space& space);
std::vector<float> encode(const Space& space, const Arch& arch);

// The orders in which the published accuracy predictors read an arch.
enum class PublishedOrder {
  kTutorial,  // kernels 60, expands 60, resolutions 112 ... 239 in eight steps of 16
  kNas,       // the predictor's resolutions, kernels 60, expands 60
  kResNet,    // the predictor's resolutions, stem skip 2, widths 6 x 3, expands 18 x 3
};
std::vector<float> encode_published(const Space& space, const Arch& arch, PublishedOrder order,
                                    const std::vector<int>& resolutions = {});

}  // namespace ofa
