#pragma once

#include <functional>
#include <optional>

#include "nn/model.h"
#include "space/cost_draw.h"
#include "space/open.h"
#include "space/sample.h"
#include "trainers/phases.h"

namespace ofa {

// Draws the archs of each step of a phase: `phase.sample` in order, with the phase's choices open.
class ArchSource {
 public:
  // Which of several candidates is trained.
  using Choose = std::function<size_t(const std::vector<Arch>&)>;

  ArchSource(const Model& model, const PhaseConfig& phase, uint64_t seed);
  ArchSource(const ArchSource&) = delete;
  ArchSource& operator=(const ArchSource&) = delete;

  const Space& space() const { return space_; }
  // The same for the same step, whatever was drawn before. Where a random arch is one of several
  // and nobody chooses, it is the first.
  std::vector<Arch> archs(int64_t step, int resolution, const Choose& choose = {}) const;

 private:
  Arch random_arch(int64_t step, int resolution, Random& random) const;
  Arch by_cost(int64_t step, int resolution, Random& random) const;

  const std::optional<Arch>& only_;  // the model's: pruning changes it
  PhaseConfig phase_;
  uint64_t seed_;
  Space space_;
  Sampler sampler_;
  std::optional<CostDraw> costs_;
};

// The band of costs, of so many, that a step draws from: up and down again, one at a time.
int band_of(int64_t step, int levels);

}  // namespace ofa
