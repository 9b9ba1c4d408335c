#include "space/open.h"

#include <algorithm>
#include <set>

namespace ofa {
namespace {

const OpenSet* set_for(const OpenKinds& kinds, ChoiceKind kind) {
  const auto& set = [&]() -> const std::optional<OpenSet>& {
    switch (kind) {
      case ChoiceKind::kCompound:
        return kinds.compound;
      case ChoiceKind::kWidth:
        return kinds.width;
      case ChoiceKind::kDepth:
        return kinds.depth;
      case ChoiceKind::kChannels:
        return kinds.channels;
      case ChoiceKind::kKernel:
        return kinds.kernel;
      case ChoiceKind::kExpand:
        return kinds.expand;
      default:
        return kinds.mid;
    }
  }();
  return set ? &*set : nullptr;
}

template <typename T>
std::vector<T> widest(const std::vector<T>& candidates, int count) {
  const int kept = std::min(count, static_cast<int>(candidates.size()));
  return {candidates.end() - kept, candidates.end()};
}

// A named value must be a candidate of some choice of its kind; and a choice keeps at least one.
class Narrower {
 public:
  Narrower(Space& space, ChoiceKind kind, const OpenSet* set)
      : space_(space), kind_(kind), set_(set) {}

  void run() {
    std::set<const Node*> used;
    for (Choice& choice : space_.choices)
      if (choice.kind == kind_) narrow(choice, used);
    if (!set_) return;
    for (const Node& value : set_->values)
      if (!used.contains(&value))
        throw value.error("no {} of space {} has the candidate {}", name(kind_), space_.name,
                          shown(value));
  }

 private:
  void narrow(Choice& choice, std::set<const Node*>& used) {
    if (set_ && set_->all) return;
    if (!set_ || set_->widest) {
      choice.open = widest(choice.open, set_ ? set_->widest : 1);
      return;
    }
    std::set<int8_t> open;
    for (const Node& value : set_->values) {
      const int candidate = choice.find_label(value.text);
      if (candidate < 0) continue;
      used.insert(&value);
      open.insert(static_cast<int8_t>(candidate));
    }
    if (open.empty())
      throw set_->values.front().error(
          "none of the listed values is a candidate for {} of {}, which has {}", name(kind_),
          choice.part < 0 ? "the net" : space_.parts[choice.part].name, choice.labels_text());
    choice.open.assign(open.begin(), open.end());
  }

  Space& space_;
  ChoiceKind kind_;
  const OpenSet* set_;
};

void narrow_resolution(Space& space, const std::optional<OpenSet>& set) {
  if (set && set->all) return;
  if (!set || set->widest) {
    space.open_resolutions = widest(space.open_resolutions, set ? set->widest : 1);
    return;
  }
  std::set<int> open;
  for (const Node& value : set->values) {
    const int resolution = read<int>(value);
    if (std::ranges::find(space.resolutions, resolution) == space.resolutions.end())
      throw value.error("no resolution of space {}, which has {}; got {}", space.name,
                        fmt::join(space.resolutions, ", "), resolution);
    open.insert(resolution);
  }
  space.open_resolutions.assign(open.begin(), open.end());
}

}  // namespace

Space restrict_space(const Space& space, const OpenChoices& open) {
  if (open.all) return space;
  Space narrow = space;
  for (const ChoiceKind kind :
       {ChoiceKind::kCompound, ChoiceKind::kWidth, ChoiceKind::kDepth, ChoiceKind::kChannels,
        ChoiceKind::kKernel, ChoiceKind::kExpand, ChoiceKind::kMid})
    Narrower(narrow, kind, set_for(open.kinds, kind)).run();
  if (space.compound_choice < 0) {
    narrow_resolution(narrow, open.kinds.resolution);
  } else if (open.kinds.resolution && !open.kinds.resolution->all) {
    throw Error("open.resolution: space {} has one for each compound; open those", space.name);
  }
  return narrow;
}

OpenSet Codec<OpenSet>::read(const Node& node) {
  if (node.is_scalar() && node.text == "all") return {.all = true, .values = {}};
  if (node.is_list()) {
    if (node.items.empty()) throw node.error("expected {}, got an empty list", type_name());
    return {.values = node.items};
  }
  const bool is_number = node.is_scalar() && parse_double(node.text);
  if (!is_number) throw node.error("expected {}, got {}", type_name(), shown(node));
  return {.widest = static_cast<int>(read_int(node, 1, 100)), .values = {}};
}

Node Codec<OpenSet>::dump(const OpenSet& value) {
  if (value.all) return Node::string("all");
  return value.widest ? ofa::dump(value.widest) : Node::list(value.values);
}

OpenChoices Codec<OpenChoices>::read(const Node& node) {
  if (node.is_scalar() && node.text == "all") return {.all = true, .kinds = {}};
  if (!node.is_map()) throw node.error("expected {}, got {}", type_name(), shown(node));
  return {.all = false, .kinds = ofa::read<OpenKinds>(node)};
}

Node Codec<OpenChoices>::dump(const OpenChoices& value) {
  return value.all ? Node::string("all") : ofa::dump(value.kinds);
}

}  // namespace ofa
