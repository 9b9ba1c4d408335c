#include "measure/plan.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_set>

#include "core/error.h"
#include "graph/freeze.h"
#include "measure/stand_in.h"
#include "space/arch_text.h"
#include "space/lower.h"
#include "space/variants.h"

namespace ofa {
namespace {

void check_enough_to_fit(const Space& space, const std::vector<PlannedNetwork>& networks) {
  const auto to_fit = std::ranges::count(networks, NetworkRole::kFit, &PlannedNetwork::role);
  const bool are_all = space.open_resolutions == space.resolutions;
  if (to_fit < kFewestFitted)
    throw Error(
        "space {} at resolution {} has {} networks to measure, {} of them to fit a correction on; "
        "it takes {}{}",
        space.name, fmt::join(space.open_resolutions, " "), networks.size(), to_fit, kFewestFitted,
        are_all ? "" : ": measure more resolutions");
}

}  // namespace

Space at_resolutions(Space space, const std::vector<int>& resolutions) {
  if (resolutions.empty()) return space;
  space.open_resolutions = resolutions;
  std::ranges::sort(space.open_resolutions);
  const auto [first, last] = std::ranges::unique(space.open_resolutions);
  space.open_resolutions.erase(first, last);
  for (const int resolution : resolutions)
    if (!std::ranges::binary_search(space.resolutions, resolution))
      throw Error(Exit::kUsage, "resolution {} is not among those of space {}: {}", resolution,
                  space.name, fmt::join(space.resolutions, " "));
  if (space.compound_choice >= 0)  // each has a resolution of its own
    std::erase_if(space.choices[space.compound_choice].open, [&](int8_t candidate) {
      return !std::ranges::binary_search(space.open_resolutions,
                                         space.spec.compound->values[candidate].resolution);
    });
  return space;
}

std::vector<Graph> distinct_blocks(const Space& space) {
  std::vector<Graph> blocks;
  std::unordered_set<std::string> keys;
  const Variants variants(space);
  for (int64_t number = 0; number < variants.size(); ++number) {
    if (!variants.is_open(number)) continue;
    Graph graph = freeze(variants.graph(number));
    if (keys.insert(graph.blocks.front().key).second) blocks.push_back(std::move(graph));
  }
  return blocks;
}

std::vector<PlannedSubject> network_subjects(const Space& space,
                                             const std::vector<PlannedNetwork>& networks) {
  std::vector<PlannedSubject> subjects;
  for (const auto& [arch, role] : networks)
    subjects.push_back({{to_text(space, arch), role}, lower(space, arch)});
  return subjects;
}

std::vector<SubjectName> names_of(const std::vector<PlannedSubject>& subjects) {
  std::vector<SubjectName> names;
  for (const PlannedSubject& subject : subjects) names.push_back(subject.name);
  return names;
}

std::vector<PlannedSubject> MeasurePlan::subjects() const {
  std::vector<PlannedSubject> subjects{{{kEmptyModel, {}}, empty_graph()}};
  for (size_t i = 0; i < blocks.size(); ++i) subjects.push_back({{key(i), {}}, blocks[i]});
  for (PlannedSubject& subject : network_subjects(space, networks))
    subjects.push_back(std::move(subject));
  return subjects;
}

MeasurePlan make_plan(const Space& space, const NetworkCounts& counts, uint64_t seed) {
  std::vector<PlannedNetwork> networks = plan_networks(space, counts, seed);
  check_enough_to_fit(space, networks);
  return {space, distinct_blocks(space), std::move(networks)};
}

}  // namespace ofa
