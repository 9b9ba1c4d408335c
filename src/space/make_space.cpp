#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "space/distinct.h"
#include "space/limits.h"
#include "space/signature.h"
#include "space/sizes.h"
#include "space/space.h"

namespace ofa {
namespace {

class SpaceMaker {
 public:
  SpaceMaker(std::string name, const SpaceSpec& spec) {
    space_.name = std::move(name);
    space_.spec = spec;
  }

  Space run() {
    sort_candidates();
    list_resolutions();
    list_parts();
    check_parts(space_);
    list_net_choices();
    for (int part = 0; part < static_cast<int>(space_.parts.size()); ++part) list_choices(part);
    return std::move(space_);
  }

 private:
  // Narrow to wide, whatever the order in the file, so that a candidate's index says how wide it
  // is.
  void sort_candidates() {
    const auto sort = [](auto& candidates) { std::ranges::sort(candidates.values); };
    const auto sort_stage = [&](StageSpec& stage) {
      sort(stage.depth), sort(stage.kernel), sort(stage.expand);
      if (stage.channels) sort(*stage.channels);
      if (stage.mid) sort(*stage.mid);
    };
    sort(space_.spec.width);
    sort(space_.spec.input.resolution);
    if (space_.spec.compound)
      std::ranges::sort(space_.spec.compound->values, {}, [](const Compound& c) {
        return std::tuple(c.resolution, c.width, c.depth);
      });
    for (StemEntry& entry : space_.spec.stem.entries)
      if (entry.stage) sort_stage(*entry.stage);
    for (StageSpec& stage : space_.spec.stages) sort_stage(stage);
    for (HeadEntry& entry : space_.spec.head)
      if (entry.conv) sort(entry.conv->conv.channels);
  }

  void list_resolutions() {
    if (space_.spec.compound) {
      for (const Compound& compound : space_.spec.compound->values)
        space_.resolutions.push_back(compound.resolution);
    } else {
      space_.resolutions = space_.spec.input.resolution.values;
    }
    std::ranges::sort(space_.resolutions);
    const auto [first, last] = std::ranges::unique(space_.resolutions);
    space_.resolutions.erase(first, last);
    space_.open_resolutions = space_.resolutions;
  }

  void list_parts() {
    const SpaceSpec& spec = space_.spec;
    for (size_t i = 0; i < spec.stem.entries.size(); ++i) {
      const std::string name = spec.stem.is_list ? fmt::format("stem.{}", i) : "stem";
      if (spec.stem.entries[i].stage) {
        add_stage(name, *spec.stem.entries[i].stage, /*has_blocks=*/false);
      } else {
        space_.parts.push_back({.kind = PartKind::kMaxPool, .name = name});
      }
    }
    for (size_t i = 0; i < spec.stages.size(); ++i)
      add_stage(fmt::format("stages.{}", i), spec.stages[i], /*has_blocks=*/true);
    for (size_t i = 0; i < spec.head.size(); ++i) add_head(fmt::format("head.{}", i), spec.head[i]);
  }

  void add_stage(const std::string& name, const StageSpec& stage, bool has_blocks) {
    Part part{.name = name, .has_blocks = has_blocks, .stage = stage};
    if (stage.channels) part.channels = scaled_channels(stage.channels->values);
    int max_depth = 0;
    for (int scale = 0; scale < space_.num_scales(); ++scale) {
      std::vector<int> depths;
      for (const int depth : stage.depth.values)
        depths.push_back(has_blocks ? static_cast<int>(std::ceil(depth * space_.depth_scale(scale)))
                                    : depth);
      max_depth = std::max(max_depth, *std::ranges::max_element(depths));
      part.depths.push_back(std::move(depths));
    }
    part.kernel_choice.assign(max_depth, -1);
    part.expand_choice.assign(max_depth, -1);
    part.mid_choice.assign(max_depth, -1);
    space_.parts.push_back(std::move(part));
  }

  void add_head(const std::string& name, const HeadEntry& entry) {
    Part part{.name = name};
    if (entry.conv) {
      part.kind = PartKind::kHeadConv;
      part.head_conv = *entry.conv;
      part.times = entry.conv->conv.times;
      if (!part.times) part.channels = scaled_channels(entry.conv->conv.channels.values);
    } else {
      part.kind = entry.layer == HeadLayer::kPool      ? PartKind::kPool
                  : entry.layer == HeadLayer::kDropout ? PartKind::kDropout
                                                       : PartKind::kLinear;
    }
    space_.parts.push_back(std::move(part));
  }

  // A width of 1 leaves channels as they are written.
  std::vector<std::vector<int>> scaled_channels(const std::vector<int>& listed) const {
    std::vector<std::vector<int>> table(space_.num_scales());
    for (int scale = 0; scale < space_.num_scales(); ++scale)
      for (const int channels : listed) {
        const double width = space_.width_scale(scale);
        table[scale].push_back(width == 1 ? channels
                                          : static_cast<int>(make_divisible(channels * width)));
      }
    return table;
  }

  bool is_shared(const std::vector<Shared>& list, Shared what) const {
    return std::ranges::find(list, what) != list.end();
  }

  void list_net_choices() {
    const SpaceSpec& spec = space_.spec;
    if (spec.compound && !spec.compound->fixed()) {
      std::vector<double> positions;
      for (size_t i = 0; i < spec.compound->values.size(); ++i) positions.push_back(double(i));
      space_.compound_choice =
          add_choice(ChoiceKind::kCompound, -1, -1, positions, signature_of_value);
      for (const Compound& compound : spec.compound->values)
        space_.choices.back().labels.push_back(compound.name);
    }
    space_.width_choice =
        add_choice(ChoiceKind::kWidth, -1, -1, spec.width.values, signature_of_value);
    for (const Shared shared : spec.per_net) net_choice_[shared] = add_net_choice(shared);
  }

  // One choice for all stages, which list the same candidates.
  int add_net_choice(Shared shared) {
    std::vector<double> values;
    std::vector<int> parts;
    for (int part = 0; part < static_cast<int>(space_.parts.size()); ++part) {
      const std::vector<double> listed = listed_values(space_.parts[part], shared);
      if (listed.size() < 2) continue;
      values = listed;
      parts.push_back(part);
    }
    const ChoiceKind kind = kind_of(shared);
    return add_choice(kind, -1, -1, values, [&](double value) {
      Signature all;
      for (const int part : parts)
        for (const int64_t size : signature(space_, kind, part, -1, value)) all.push_back(size);
      return all;
    });
  }

  static ChoiceKind kind_of(Shared shared) {
    return shared == Shared::kDepth    ? ChoiceKind::kDepth
           : shared == Shared::kKernel ? ChoiceKind::kKernel
                                       : ChoiceKind::kExpand;
  }

  static std::vector<double> listed_values(const Part& part, Shared shared) {
    if (part.kind != PartKind::kStage) return {};
    const auto doubles = [](const auto& c) {
      return std::vector<double>(c.values.begin(), c.values.end());
    };
    return shared == Shared::kDepth    ? doubles(part.stage.depth)
           : shared == Shared::kKernel ? doubles(part.stage.kernel)
                                       : doubles(part.stage.expand);
  }

  void list_choices(int part_id) {
    Part& part = space_.parts[part_id];
    const std::vector<int>* channels = nullptr;
    if (part.kind == PartKind::kStage && part.stage.channels)
      channels = &part.stage.channels->values;
    if (part.kind == PartKind::kHeadConv) channels = &part.head_conv.conv.channels.values;
    if (channels)
      part.channels_choice =
          add_part_choice(ChoiceKind::kChannels, part_id, -1, {channels->begin(), channels->end()});
    by_candidate(part.channels, part.channels_choice);
    if (part.kind != PartKind::kStage) return;
    part.depth_choice = choice_for(Shared::kDepth, part_id, -1, -1);
    by_candidate(part.depths, part.depth_choice);
    for (int block = 0; block < part.max_depth(); ++block) {
      const int first_kernel = block ? part.kernel_choice[0] : -1,
                first_expand = block ? part.expand_choice[0] : -1;
      part.kernel_choice[block] = choice_for(Shared::kKernel, part_id, block, first_kernel);
      part.expand_choice[block] = choice_for(Shared::kExpand, part_id, block, first_expand);
      if (const auto& mid = part.stage.mid)
        part.mid_choice[block] = add_part_choice(ChoiceKind::kMid, part_id, block,
                                                 {mid->values.begin(), mid->values.end()});
    }
  }

  // A table by listed value becomes one by candidate.
  void by_candidate(std::vector<std::vector<int>>& table, int choice_id) const {
    if (choice_id < 0) return;
    const Choice& choice = space_.choices[choice_id];
    for (std::vector<int>& row : table) {
      const std::vector<int> listed = row;
      for (size_t i = listed.size(); i-- > 0;) row[choice.settings[i].candidate] = listed[i];
      row.resize(choice.candidates.size());
    }
  }

  // `first`: the choice of the stage's first block, which the others share under per_stage.
  int choice_for(Shared shared, int part, int block, int first) {
    const std::vector<double> listed = listed_values(space_.parts[part], shared);
    if (listed.size() < 2) return -1;
    if (net_choice_.contains(shared)) return net_choice_[shared];
    const bool of_stage = is_shared(space_.spec.per_stage, shared);
    if (of_stage && block > 0) return first;
    return add_part_choice(kind_of(shared), part, of_stage ? -1 : block, listed);
  }

  int add_part_choice(ChoiceKind kind, int part, int block, const std::vector<double>& listed) {
    return add_choice(kind, part, block, listed,
                      [&](double value) { return signature(space_, kind, part, block, value); });
  }

  int add_choice(ChoiceKind kind, int part, int block, const std::vector<double>& listed,
                 const std::function<Signature(double)>& sign) {
    if (listed.size() < 2) return -1;
    Choice choice{.kind = kind, .part = part, .block = block};
    std::map<Signature, int> known;
    for (const double value : listed) {
      const Signature signature = sign(value);
      const auto [found, is_new] = known.try_emplace(signature, choice.num_candidates());
      if (is_new) {
        choice.candidates.push_back(value);
        choice.open.push_back(static_cast<int8_t>(choice.open.size()));
      }
      choice.settings.push_back({value, found->second});
    }
    space_.choices.push_back(std::move(choice));
    return static_cast<int>(space_.choices.size()) - 1;
  }

  Space space_;
  std::map<Shared, int> net_choice_;
};

}  // namespace

Space make_space(std::string name, const SpaceSpec& spec) {
  Space space = SpaceMaker(std::move(name), spec).run();
  check_distinct(space);
  check_size(space);
  return space;
}

}  // namespace ofa
