#pragma once

#include "nn/model.h"
#include "space/open.h"
#include "space/sample.h"
#include "trainers/phases.h"
#include "trainers/teacher.h"

namespace ofa {

// Mean losses over the archs of a step.
struct StepLosses {
  double total = 0;
  double hard = 0;  // against labels
  double soft = 0;  // against the teacher
};

struct StepOptions {
  std::optional<DistillConfig> distill;
  double label_smoothing = 0;
  double share = 1;  // of the step's gradients that this batch gives, when several are accumulated
  at::ScalarType precision = at::kFloat;
};

// Runs these archs, all at the images' resolution, forward and backward on the same images, and
// adds up their gradients. `teacher` may be null: without distillation, and when the teacher is the
// widest arch in place, which then is the first of `archs`, or an extra forward pass.
StepLosses add_gradients(Model& model, const std::vector<Arch>& archs, Teacher* teacher,
                         const at::Tensor& images, const at::Tensor& labels,
                         const StepOptions& options);

// Draws the archs of each step of a phase: `phase.sample` in order, with the phase's choices open.
class ArchSource {
 public:
  ArchSource(const Model& model, const PhaseConfig& phase, uint64_t seed);
  ArchSource(const ArchSource&) = delete;
  ArchSource& operator=(const ArchSource&) = delete;

  const Space& space() const { return space_; }
  // The same for the same step, whatever was drawn before.
  std::vector<Arch> archs(int64_t step, int resolution) const;

 private:
  Arch draw(Sample sample, Random& random) const;

  std::optional<Arch> only_;
  PhaseConfig phase_;
  uint64_t seed_;
  Space space_;
  Sampler sampler_;
};

}  // namespace ofa
