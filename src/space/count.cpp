#include "space/count.h"

#include <algorithm>
#include <functional>

namespace ofa {
namespace {

bool is_open(const Choice& choice, int candidate) {
  return std::ranges::find(choice.open, candidate) != choice.open.end();
}

// The candidates a choice may take; as settings, each as often as it is listed.
std::vector<int> takes(const Choice& choice, bool settings) {
  if (!settings) return {choice.open.begin(), choice.open.end()};
  std::vector<int> taken;
  for (const Choice::Setting& setting : choice.settings)
    if (is_open(choice, setting.candidate)) taken.push_back(setting.candidate);
  return taken;
}

Natural num_takes(const Choice& choice, bool settings) {
  return takes(choice, settings).size();
}

Natural count_part(const Space& space, const Part& part, const DepthPlan& plan, bool settings) {
  const bool own_depth = part.depth_choice >= 0 && space.choices[part.depth_choice].part >= 0;
  if (!own_depth)
    return num_block_combinations(space, part, planned_depth(space, part, plan, 0), settings);
  Natural total;
  for (const int depth : takes(space.choices[part.depth_choice], settings))
    total += num_block_combinations(space, part, planned_depth(space, part, plan, depth), settings);
  return total;
}

Natural count(const Space& space, bool settings) {
  const int net_depth = net_depth_choice(space);
  Natural independent = space.compound_choice < 0 ? space.open_resolutions.size() : 1;
  for (size_t id = 0; id < space.choices.size(); ++id) {
    const Choice& choice = space.choices[id];
    const bool planned =
        static_cast<int>(id) == space.compound_choice || static_cast<int>(id) == net_depth;
    if (!planned && choice.block < 0 && choice.kind != ChoiceKind::kDepth)
      independent *= num_takes(choice, settings);
  }
  Natural total;
  for (const DepthPlan& plan : depth_plans(space)) {
    Natural product = 1;
    for (const Part& part : space.parts)
      if (part.kind == PartKind::kStage) product *= count_part(space, part, plan, settings);
    total += product;
  }
  return total * independent;
}

}  // namespace

Natural num_archs(const Space& space) {
  return count(space, false);
}
Natural num_settings(const Space& space) {
  return count(space, true);
}

int net_depth_choice(const Space& space) {
  for (size_t id = 0; id < space.choices.size(); ++id)
    if (space.choices[id].kind == ChoiceKind::kDepth && space.choices[id].part < 0)
      return static_cast<int>(id);
  return -1;
}

std::vector<DepthPlan> depth_plans(const Space& space) {
  const auto candidates = [&](int id) {
    return id < 0 ? std::vector<int8_t>{-1} : space.choices[id].open;
  };
  std::vector<DepthPlan> plans;
  for (const int compound : candidates(space.compound_choice))
    for (const int depth : candidates(net_depth_choice(space))) plans.push_back({compound, depth});
  return plans;
}

Natural num_block_combinations(const Space& space, const Part& part, int num_blocks,
                               bool settings) {
  Natural product = 1;
  for (int block = 0; block < num_blocks; ++block)
    for (const int id : part.of_block(block))
      if (id >= 0 && space.choices[id].block >= 0)
        product *= num_takes(space.choices[id], settings);
  return product;
}

int planned_depth(const Space& space, const Part& part, const DepthPlan& plan,
                  int depth_candidate) {
  const int scale = std::max(plan.compound, 0) * static_cast<int>(space.spec.width.values.size());
  if (part.depth_choice < 0) return part.depths[scale][0];
  const bool of_net = space.choices[part.depth_choice].part < 0;
  return part.depths[scale][of_net ? plan.net_depth : depth_candidate];
}

}  // namespace ofa
