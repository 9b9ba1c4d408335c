#pragma once

#include <optional>

#include "trainers/regularise_config.h"
#include "trainers/step_losses.h"
#include "trainers/teachers.h"

namespace ofa {

struct StepOptions {
  std::optional<DistillConfig> distill;
  double label_smoothing = 0;
  RegulariseConfig regularise;
  double share = 1;  // of the step's gradients that this batch gives, when several are accumulated
  at::ScalarType precision = at::kFloat;
  double done = 0;             // part of the phase
  std::optional<Arch> widest;  // that the phase opens; none: of the space
  // Which one of all batches this is: what is dropped at random follows from it.
  uint64_t seed = 0;
  int64_t step = 0;
  int batch = 0;
};

// Runs these archs, all at the images' resolution, forward and backward on the same images, and
// adds up their gradients, and those of the teachers' projections. Where the widest arch teaches in
// place it is the first of `archs`, or takes an extra forward pass; it learns from the labels, and
// from other teachers where there are any.
StepLosses add_gradients(Model& model, const std::vector<Arch>& archs, Teachers& teachers,
                         const at::Tensor& images, const at::Tensor& labels,
                         const StepOptions& options);

}  // namespace ofa
