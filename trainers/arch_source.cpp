#include "trainers/arch_source.h"

namespace ofa {
namespace {

Arch at_resolution(Arch arch, int resolution) {
  arch.resolution = resolution;
  return arch;
}

std::optional<CostDraw> cost_draw(const Space& space, const DrawConfig& draw) {
  if (const auto* macs = std::get_if<MacsDraw>(&draw)) return CostDraw(space, macs->within);
  if (const auto* adjacent = std::get_if<AdjacentDraw>(&draw))
    return CostDraw(space, adjacent->within);
  return std::nullopt;
}

}  // namespace

ArchSource::ArchSource(const Model& model, const PhaseConfig& phase, uint64_t seed)
    : only_(model.only),
      phase_(phase),
      seed_(seed),
      space_(restrict_space(model.space, phase.open)),
      sampler_(space_),
      costs_(cost_draw(space_, phase.draw)) {}

std::vector<Arch> ArchSource::archs(int64_t step, int resolution, const Choose& choose) const {
  Random random(seed_, "archs of a step", static_cast<uint64_t>(step));
  const auto one = [&](Sample sample) {
    if (only_) return *only_;
    if (sample == Sample::kMax) return max_arch(space_);
    if (sample == Sample::kMin) return min_arch(space_);
    std::vector<Arch> candidates;
    for (int i = 0; i < (phase_.candidates ? phase_.candidates->archs : 1); ++i)
      candidates.push_back(at_resolution(random_arch(step, resolution, random), resolution));
    return candidates.size() > 1 && choose ? candidates[choose(candidates)] : candidates.front();
  };
  std::vector<Arch> archs;
  for (const Sample sample : phase_.sample) archs.push_back(at_resolution(one(sample), resolution));
  return archs;
}

Arch ArchSource::random_arch(int64_t step, int resolution, Random& random) const {
  if (costs_) return by_cost(step, resolution, random);
  return std::holds_alternative<UniformDraw>(phase_.draw) ? sampler_.uniform(random)
                                                          : sampler_.per_choice(random);
}

Arch ArchSource::by_cost(int64_t step, int resolution, Random& random) const {
  auto [low, high] = costs_->range(resolution);
  if (const auto* adjacent = std::get_if<AdjacentDraw>(&phase_.draw)) {
    const double band = (high - low) / adjacent->levels;
    low += band * band_of(step, adjacent->levels);
    high = low + band;
  }
  return costs_->near(low + (high - low) * random.uniform(), resolution, random);
}

int band_of(int64_t step, int levels) {
  const int64_t turn = levels - 1;
  const int64_t place = step % (2 * turn);
  return static_cast<int>(place <= turn ? place : 2 * turn - place);
}

}  // namespace ofa
