#include "space/cost_draw.h"

#include <algorithm>
#include <cmath>

#include "space/vary.h"

namespace ofa {

CostDraw::CostDraw(const Space& space, double within)
    : space_(space), within_(within), sampler_(space), costs_(std::make_unique<CostTable>(space)) {}

std::pair<double, double> CostDraw::range(int resolution) const {
  Arch min = min_arch(space_), max = max_arch(space_);
  min.resolution = max.resolution = resolution;
  return {macs_of(min), macs_of(max)};
}

Arch CostDraw::near(double macs, int resolution, Random& random) const {
  constexpr int kStarts = 10;
  const auto distance = [&](const Arch& arch) { return std::abs(macs_of(arch) - macs); };
  Arch nearest = approach(macs, resolution, random);
  for (int i = 1; i < kStarts && distance(nearest) > within_ * macs; ++i) {
    Arch other = approach(macs, resolution, random);
    if (distance(other) < distance(nearest)) nearest = std::move(other);
  }
  return nearest;
}

Arch CostDraw::approach(double macs, int resolution, Random& random) const {
  constexpr int kChanges = 40;  // for each choice
  const auto num_choices = static_cast<int>(std::max<size_t>(space_.choices.size(), 1));
  Arch arch = sampler_.per_choice(random);
  arch.resolution = resolution;
  double distance = std::abs(macs_of(arch) - macs);
  for (int i = 0; i < kChanges * num_choices && distance > within_ * macs; ++i) {
    Arch changed = mutate(space_, arch, 1.0 / num_choices, random);
    changed.resolution = resolution;
    const double now = std::abs(macs_of(changed) - macs);
    if (now > distance) continue;
    arch = std::move(changed);
    distance = now;
  }
  return arch;
}

double CostDraw::macs_of(const Arch& arch) const {
  return static_cast<double>((*costs_)(arch).macs);
}

}  // namespace ofa
