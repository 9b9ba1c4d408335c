#include "space/sizes.h"

#include <algorithm>
#include <cmath>

namespace ofa {

int64_t make_divisible(double value, int divisor) {
  const int64_t rounded =
      std::max<int64_t>(divisor, static_cast<int64_t>(value + divisor / 2.0) / divisor * divisor);
  return static_cast<double>(rounded) < 0.9 * value ? rounded + divisor : rounded;
}

int64_t mid_channels(const StageSpec& stage, int64_t in, int64_t out, double expand) {
  const double base = static_cast<double>(stage.block == BlockType::kBottleneck ? out : in);
  return expand == 1 ? static_cast<int64_t>(base) : make_divisible(std::round(base * expand));
}

std::set<int64_t> possible_channels(const Space& space, int part) {
  if (part < 0) return {space.spec.input.channels};
  const Part& p = space.parts[part];
  std::set<int64_t> values;
  if (p.times)
    for (const int64_t in : possible_channels(space, part - 1))
      values.insert(make_divisible(double(p.times) * in));
  else if (!p.sets_channels())
    return possible_channels(space, part - 1);
  for (const auto& candidates : p.channels) values.insert(candidates.begin(), candidates.end());
  return values;
}

}  // namespace ofa
