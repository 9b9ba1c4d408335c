#include "space/arch_json.h"

namespace ofa {

PartChoices choices_of(const Space& space, const Part& part) {
  PartChoices own;
  own.channels = part.channels_choice;
  if (part.depth_choice >= 0 && space.choices[part.depth_choice].part >= 0)
    own.depth = part.depth_choice;
  for (int block = 0; block < part.max_depth(); ++block)
    own.per_block |= !block_choices(space, part, block).empty();
  const auto of_stage = [&](const std::vector<int>& ids) {
    if (ids.empty() || ids[0] < 0) return -1;
    const Choice& choice = space.choices[ids[0]];
    return choice.part >= 0 && choice.block < 0 ? ids[0] : -1;
  };
  own.kernel = of_stage(part.kernel_choice);
  own.expand = of_stage(part.expand_choice);
  return own;
}

std::vector<int> block_choices(const Space& space, const Part& part, int block) {
  std::vector<int> ids;
  for (const int id : part.of_block(block))
    if (id >= 0 && space.choices[id].block >= 0) ids.push_back(id);
  return ids;
}

std::vector<int> net_choices(const Space& space) {
  std::vector<int> ids;
  for (size_t id = 0; id < space.choices.size(); ++id)
    if (space.choices[id].part < 0) ids.push_back(static_cast<int>(id));
  return ids;
}

std::vector<PartGroup> groups(const Space& space) {
  const auto with_choices = [&](int first, int last) {
    std::vector<int> ids;
    for (int id = first; id < last; ++id) {
      const PartChoices own = choices_of(space, space.parts[id]);
      if (own.per_block || own.channels >= 0 || own.depth >= 0 || own.kernel >= 0 ||
          own.expand >= 0)
        ids.push_back(id);
    }
    return ids;
  };
  const int first_stage = space.first_stage(), first_head = space.first_head();
  std::vector<PartGroup> all{
      {"stem", with_choices(0, first_stage)},
      {"stages", with_choices(first_stage, first_head)},
      {"head", with_choices(first_head, static_cast<int>(space.parts.size()))}};
  all[0].is_one = !space.spec.stem.is_list;
  all[2].is_one = all[2].parts.size() == 1;
  std::erase_if(all, [](const PartGroup& group) { return group.parts.empty(); });
  return all;
}

}  // namespace ofa
