#include "trainers/regularise.h"

#include <algorithm>

#include "core/error.h"
#include "space/lower.h"

namespace ofa {
namespace {

template <typename Operation>
bool has(const Graph& graph) {
  return std::ranges::any_of(
      graph.ops, [](const Op& op) { return std::holds_alternative<Operation>(op.operation); });
}

// A number of its own for each pass.
uint64_t pass_of(int64_t step, int part, int arch) {
  constexpr int kMost = 1 << 12;
  TORCH_CHECK(part < kMost && arch < kMost, "a step of too many batches or archs");
  return static_cast<uint64_t>(step) * kMost * kMost + static_cast<uint64_t>(part) * kMost +
         static_cast<uint64_t>(arch);
}

}  // namespace

Regularisation regularisation_for(const RegulariseConfig& config, bool is_widest, uint64_t seed,
                                  int64_t step, int part, int arch) {
  if (!is_widest && config.archs == Regularised::kMax) return {};
  return {config.dropout, config.drop_path, config.stages, seed, pass_of(step, part, arch)};
}

void check_regularise(const RegulariseConfig& config, const Space& space) {
  const Graph widest = lower(space, max_arch(space));
  if (config.dropout > 0 && !has<Dropout>(widest))
    throw Error(
        "regularise.dropout: the head of {} has no dropout; leave it at 0, or write a space with "
        "base: {}.yaml and dropout before linear in its head",
        space.name, space.name);
  if (config.drop_path > 0 && !has<Add>(widest))
    throw Error("regularise.drop_path: no block of {} has a shortcut; leave it at 0", space.name);
}

}  // namespace ofa
