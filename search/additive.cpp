#include "search/additive.h"

#include <algorithm>

#include "space/arch_json.h"

namespace ofa {

double of_pick(const LinearValue& linear, int choice, int8_t pick) {
  return linear.of_choice.empty() ? 0 : linear.of_choice[choice][pick];
}

double base(const Space& space, const LinearValue& linear, const Arch& setting) {
  double sum = linear.constant;
  if (!linear.of_resolution.empty())
    sum += linear.of_resolution[std::ranges::find(space.resolutions, setting.resolution) -
                                space.resolutions.begin()];
  for (const int choice : net_choices(space)) sum += of_pick(linear, choice, setting.picks[choice]);
  return sum;
}

double value(const Space& space, const Variants& variants, const Additive& additive,
             const Arch& arch) {
  const LinearValue& picks = additive.choices;
  double sum = picks.of_choice.empty() ? picks.constant : value(space, picks, arch);
  if (additive.of_block.empty()) return sum;
  thread_local std::vector<int64_t> numbers;
  variants.blocks_of(arch, numbers);
  for (const int64_t number : numbers) sum += additive.of_block[number];
  return sum;
}

Additive negated(Additive additive) {
  const auto negate = [](std::vector<double>& values) {
    for (double& value : values) value = -value;
  };
  additive.choices.constant = -additive.choices.constant;
  negate(additive.choices.of_resolution);
  for (std::vector<double>& candidates : additive.choices.of_choice) negate(candidates);
  negate(additive.of_block);
  return additive;
}

}  // namespace ofa
