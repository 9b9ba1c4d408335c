#include "search/explain.h"

#include <algorithm>
#include <set>

#include "space/vary.h"

namespace ofa {
namespace {

// The pick that was changed comes before those that follow from it.
int changed_choice(const Arch& before, const Arch& after) {
  if (before.resolution != after.resolution && before.picks == after.picks) return -1;
  const auto differs = std::ranges::mismatch(before.picks, after.picks);
  return static_cast<int>(differs.in1 - before.picks.begin());
}

}  // namespace

Explanation explain(const Space& space, const Evaluator& evaluator, const Arch& arch) {
  std::vector<Arch> archs = neighbours(space, arch);
  std::erase(archs, arch);
  archs.push_back(arch);
  std::vector<Candidate> scored = evaluator(archs);
  Explanation explanation{std::move(scored.back()), {}};
  scored.pop_back();
  for (Candidate& candidate : scored) {
    const int choice = changed_choice(arch, candidate.arch);
    explanation.neighbours.push_back({choice, std::move(candidate)});
  }
  return explanation;
}

std::vector<Unused> unused_candidates(const Space& space, const std::vector<Candidate>& front) {
  std::set<std::pair<int, int>> used;
  for (const Candidate& member : front) {
    used.insert({-1, member.arch.resolution});
    for (size_t id = 0; id < member.arch.picks.size(); ++id)
      used.insert({static_cast<int>(id), member.arch.picks[id]});
  }
  std::vector<Unused> unused;
  const auto add = [&](int choice, int candidate) {
    if (!used.contains({choice, candidate})) unused.push_back({choice, candidate});
  };
  if (space.compound_choice < 0)
    for (const int resolution : space.open_resolutions) add(-1, resolution);
  for (size_t id = 0; id < space.choices.size(); ++id)
    for (const int8_t candidate : space.choices[id].open) add(static_cast<int>(id), candidate);
  return unused;
}

std::string choice_text(const Space& space, int choice) {
  if (choice < 0) return "resolution";
  const Choice& own = space.choices[choice];
  std::string text;
  if (own.part >= 0) {
    const Part& part = space.parts[own.part];
    text = (own.block >= 0 ? part.block_name(own.block) : part.name) + " ";
  }
  return text + name(own.kind);
}

std::string pick_text(const Space& space, int choice, const Arch& arch) {
  if (choice < 0) return std::to_string(arch.resolution);
  return space.choices[choice].label(arch.picks[choice]);
}

}  // namespace ofa
