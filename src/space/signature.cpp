#include "space/signature.h"

#include <algorithm>
#include <cmath>

#include "space/sizes.h"

namespace ofa {
namespace {

// Mid channels in all surroundings that the block (or, at -1, any of the stage) can be in.
Signature mids(const Space& space, int part_id, int block, double expand) {
  const StageSpec& stage = space.parts[part_id].stage;
  Signature sizes;
  for (const int64_t out : possible_channels(space, part_id)) {
    if (block != 0) sizes.push_back(mid_channels(stage, out, out, expand));
    if (block > 0) continue;
    for (const int64_t in : possible_channels(space, part_id - 1))
      sizes.push_back(mid_channels(stage, in, out, expand));
  }
  return sizes;
}

}  // namespace

Signature signature_of_value(double value) {
  return {static_cast<int64_t>(std::llround(value * 1e6))};
}

Signature signature(const Space& space, ChoiceKind kind, int part_id, int block, double value) {
  const Part& part = space.parts[part_id];
  if (kind == ChoiceKind::kExpand) return mids(space, part_id, block, value);
  if (kind == ChoiceKind::kKernel || kind == ChoiceKind::kMid) return signature_of_value(value);
  Signature sizes;
  const auto& table = kind == ChoiceKind::kDepth ? part.depths : part.channels;
  const auto column = [&](const auto& listed) {
    return std::ranges::find(listed, value) - listed.begin();
  };
  const auto at = kind == ChoiceKind::kDepth         ? column(part.stage.depth.values)
                  : part.kind == PartKind::kHeadConv ? column(part.head_conv.conv.channels.values)
                                                     : column(part.stage.channels->values);
  for (const auto& by_candidate : table) sizes.push_back(by_candidate[at]);
  return sizes;
}

}  // namespace ofa
