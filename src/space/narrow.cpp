#include "space/narrow.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "space/limits.h"
#include "space/lower.h"

namespace ofa {
namespace {

std::vector<std::string> mid_names(const Part& part, int block) {
  const std::string name = part.block_name(block);
  if (part.stage.block != BlockType::kBottleneck) return {name + ".mid"};
  return {name + ".mid1", name + ".mid2"};
}

class Maker {
 public:
  Maker(const Space& space, const Arch& arch, int granularity)
      : space_(space), arch_(arch), granularity_(granularity), spec_(space.spec) {
    for (const Dim& dim : lower(space, arch).dims) sizes_[dim.name] = dim.active;
  }

  NarrowableNetwork run() {
    fix_net();
    for (int part = 0; part < space_.first_head(); ++part)
      if (StageSpec* stage = stage_of(part)) fix_stage(space_.parts[part], *stage);
    for (size_t i = 0; i < spec_.head.size(); ++i)
      if (auto& conv = spec_.head[i].conv)
        fix(conv->conv.channels, space_.parts[space_.first_head() + i].channels_choice);
    Space one = make_space(space_.name, spec_);
    Arch same = arch_in(one);
    for (size_t id = 0; id < one.choices.size(); ++id) restrict(one.choices[id], same.picks[id]);
    return {std::move(one), std::move(same)};
  }

 private:
  template <typename T>
  void fix(Candidates<T>& candidates, int choice) const {
    if (!candidates.values.empty())
      candidates.values = {value_of(space_, candidates, choice, arch_)};
  }

  void fix_net() {
    if (spec_.compound) {
      const int pick = space_.compound_choice < 0 ? 0 : arch_.picks[space_.compound_choice];
      spec_.compound->values = {space_.spec.compound->values[pick]};
    } else {
      spec_.input.resolution.values = {arch_.resolution};
    }
    fix(spec_.width, space_.width_choice);
    std::erase(spec_.per_stage, Shared::kExpand);
    std::erase(spec_.per_net, Shared::kExpand);
  }

  StageSpec* stage_of(int part) {
    if (part >= space_.first_stage()) return &spec_.stages[part - space_.first_stage()];
    auto& stage = spec_.stem.entries[part].stage;
    return stage ? &*stage : nullptr;
  }

  // A stage that is skipped keeps its list: depth 0 alone is none.
  void fix_stage(const Part& part, StageSpec& stage) const {
    if (stage.channels) fix(*stage.channels, part.channels_choice);
    const int depth = depth_of(space_, part, arch_);
    if (depth == 0) return;
    fix(stage.depth, part.depth_choice);
    std::set<int> kernels;
    for (int block = 0; block < depth; ++block)
      kernels.insert(value_of(space_, stage.kernel, part.kernel_choice[block], arch_));
    if (kernels.size() == 1) stage.kernel.values = {*kernels.begin()};
    stage.expand = {{1}};
    if (sizes_.contains(mid_names(part, 0).front()))
      stage.mid = Candidates<int>{widths(part, depth)};
  }

  std::vector<int> widths(const Part& part, int depth) const {
    std::set<int> all;
    for (int block = 0; block < depth; ++block) all.insert(mid_of(part, block));
    if (all.size() > kMaxCandidates)
      throw Error("{}: {}: its blocks are of {} widths; a network of at most {} can be narrowed",
                  space_.name, part.name, all.size(), kMaxCandidates);
    const int widest = *all.rbegin();
    const int most = std::max(1, static_cast<int>(kMaxCandidates) - depth);  // beside their own
    const int step = granularity_ * ((widest + granularity_ * most - 1) / (granularity_ * most));
    for (int width = step; width < widest; width += step) all.insert(width);
    return {all.begin(), all.end()};
  }

  int mid_of(const Part& part, int block) const {
    return static_cast<int>(sizes_.at(mid_names(part, block).front()));
  }

  // The same network, said in the other space.
  Arch arch_in(const Space& one) const {
    Arch same{arch_.resolution, std::vector<int8_t>(one.choices.size(), kInactive)};
    for (size_t id = 0; id < one.choices.size(); ++id) {
      const Choice& choice = one.choices[id];
      if (!is_active(one, choice, same)) continue;
      const double value = choice.kind == ChoiceKind::kMid
                               ? mid_of(one.parts[choice.part], choice.block)
                               : value_here(choice);
      same.picks[id] = static_cast<int8_t>(choice.find(value));
    }
    return same;
  }

  double value_here(const Choice& like) const {
    for (size_t id = 0; id < space_.choices.size(); ++id) {
      const Choice& choice = space_.choices[id];
      if (choice.kind == like.kind && choice.part == like.part && choice.block == like.block)
        return choice.candidates[arch_.picks[id]];
    }
    throw Error("{}: no {} to choose, but in the narrowable network", space_.name, name(like.kind));
  }

  // Widths between multiples are other blocks'.
  void restrict(Choice& choice, int8_t pick) const {
    if (pick == kInactive) {
      choice.open = {choice.open.back()};
      return;
    }
    const bool is_mid = choice.kind == ChoiceKind::kMid;
    std::erase_if(choice.open, [&](int8_t candidate) {
      const bool is_step = static_cast<int>(choice.candidates[candidate]) % granularity_ == 0;
      return candidate != pick && !(is_mid && candidate < pick && is_step);
    });
  }

  const Space& space_;
  const Arch& arch_;
  int granularity_;
  SpaceSpec spec_;
  std::map<std::string, int64_t> sizes_;
};

}  // namespace

NarrowableNetwork narrowable(const Space& space, const Arch& arch, int granularity) {
  return Maker(space, arch, granularity).run();
}

std::vector<int> mid_choices(const Space& space) {
  std::vector<int> ids;
  for (size_t id = 0; id < space.choices.size(); ++id)
    if (space.choices[id].kind == ChoiceKind::kMid) ids.push_back(static_cast<int>(id));
  return ids;
}

std::vector<std::string> mid_dims(const Space& space, int choice) {
  const Choice& mid = space.choices[choice];
  const Part& part = space.parts[mid.part];
  std::vector<std::string> names = mid_names(part, mid.block);
  const auto& squeeze = part.stage.squeeze_excite.value;
  if (squeeze && squeeze->of == SqueezeOf::kMid)
    names.push_back(part.block_name(mid.block) + ".se.hidden");
  return names;
}

std::optional<Arch> narrower(const Space& space, const Arch& arch, int choice) {
  const auto& open = space.choices[choice].open;
  const auto at = std::ranges::find(open, arch.picks[choice]);
  if (at == open.begin() || at == open.end()) return std::nullopt;
  Arch next = arch;
  next.picks[choice] = *std::prev(at);
  return next;
}

}  // namespace ofa
