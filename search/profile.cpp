#include "search/profile.h"

#include <algorithm>

namespace ofa {

std::vector<uint8_t> choose(const BlockMenu& menu, Profile& most) {
  const auto size = static_cast<int64_t>(most.size());
  Profile next(most.size(), kNoValue);
  std::vector<uint8_t> taken(most.size());
  for (size_t number = 0; number < menu.options.size(); ++number) {
    const BlockOption& option = menu.options[number];
    const int64_t first = std::max(0, option.steps);
    const int64_t last = std::min(size, size + option.steps);
    for (int64_t steps = first; steps < last; ++steps) {
      const float found = most[steps - option.steps] + option.value;
      if (found <= next[steps]) continue;
      next[steps] = found;
      taken[steps] = static_cast<uint8_t>(number);
    }
  }
  most = std::move(next);
  return taken;
}

void merge(ProfileState& state, const Profile& most, const BlockOption& fixed, uint32_t path) {
  const auto size = static_cast<int64_t>(most.size());
  const int64_t first = std::max(0, fixed.steps), last = std::min(size, size + fixed.steps);
  for (int64_t steps = first; steps < last; ++steps) {
    const float found = most[steps - fixed.steps] + fixed.value;
    if (found <= state.most[steps]) continue;
    state.most[steps] = found;
    state.path[steps] = path;
  }
}

}  // namespace ofa
