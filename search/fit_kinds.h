#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "search/encoder.h"
#include "search/mlp_fit.h"
#include "search/ridge_choice.h"

namespace ofa {

// Accuracies of archs in both codes of our own.
struct FoldedSamples {
  FoldedSamples(const Space& space, const std::vector<Arch>& archs,
                std::span<const double> accuracies, std::span<const int> folds);

  FoldedCodes one_hot, with_macs;

  const FoldedCodes& in(Encoding encoding) const {
    return encoding == Encoding::kOneHotAndMacs ? with_macs : one_hot;
  }
};

// Predictors of both kinds that read archs in the same code.
struct Kinds {
  Encoding encoding = Encoding::kOneHot;
  std::vector<Layers> ridge;  // one member
  std::vector<Layers> mlp;    // each the ridge and a network that has learnt what that leaves
};

Kinds fit_kinds(const FoldedSamples& samples, const MlpOptions& options, uint64_t seed,
                int without = kNoFold);

// What they say of each fold when they were fitted on the others.
struct HeldOut {
  std::vector<double> ridge, mlp;
  std::vector<double> spread;  // of the mlp's members
};

HeldOut hold_out(const FoldedSamples& samples, const MlpOptions& options, uint64_t seed);

}  // namespace ofa
