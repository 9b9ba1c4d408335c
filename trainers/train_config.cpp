#include "trainers/train_config.h"

#include <algorithm>

namespace ofa {
namespace {

constexpr const char* kRandom = "random";

}  // namespace

EvaluatedArchs Codec<EvaluatedArchs>::read(const Node& node) {
  if (!node.is_list()) throw node.error("expected {}, got {}", type_name(), shown(node));
  EvaluatedArchs archs{{}, 0};
  for (const Node& item : node.items) {
    if (item.is_scalar()) {
      archs.named.push_back(item.text);
    } else if (item.is_map() && item.items.size() == 1 && item.items.front().key == kRandom) {
      archs.random = static_cast<int>(read_int(item.items.front(), 0, 10'000));
    } else {
      throw item.error("expected min, max, an arch or random: N, got {}", shown(item));
    }
  }
  if (archs.named.empty() && archs.random == 0) throw node.error("expected at least one arch");
  return archs;
}

Node Codec<EvaluatedArchs>::dump(const EvaluatedArchs& archs) {
  Node list = Node::list();
  for (const std::string& arch : archs.named) list.items.push_back(Node::string(arch));
  if (archs.random > 0) {
    Node random = Node::map();
    random.add(kRandom, Node::scalar(std::to_string(archs.random)));
    list.items.push_back(random);
  }
  return list;
}

// Blocks are compared channel by channel, which sorting would part.
void TrainConfig::check_channel_order(size_t index, const Node& node) const {
  const auto& distill = phases[index].distill;
  if (!distill || !distill->compares_blocks()) return;
  for (const TeacherShare& teacher : distill->teacher.all) {
    const auto kept = std::ranges::find(phases, teacher.name, &PhaseConfig::name);
    if (kept == phases.end() && teacher.name != DistillConfig::kAtStart) continue;
    const size_t after = kept == phases.end() ? 0 : kept - phases.begin() + 1;
    for (size_t i = after; i <= index; ++i)
      if (phases[i].sort != SortBy::kNone)
        throw node.error_at("distill",
                            "what blocks give is compared channel by channel, but {} was kept "
                            "before phase {} sorts channels; leave out sort, or these terms",
                            teacher.name, phases[i].name);
  }
}

void TrainConfig::check(const Node& node) const {
  std::vector<std::string> names;
  const bool prunes =
      std::ranges::any_of(phases, [](const PhaseConfig& phase) { return phase.prune.has_value(); });
  for (size_t i = 0; i < phases.size(); ++i) {
    const Node& phase = node.find("phases")->items[i];
    if (prunes && phases[i].sort != SortBy::kNone)
      throw phase.error_at("sort", "pruning sorts as it goes");
    const std::string& name = phases[i].name;
    if (std::ranges::find(names, name) != names.end())
      throw phase.error_at("name", "an earlier phase is called {} too", name);
    if (name == DistillConfig::kInPlace)
      throw phase.error_at("name", "{} is what a teacher in place is called", name);
    if (name == DistillConfig::kAtStart)
      throw phase.error_at("name", "{} is what the teacher before the first step is called", name);
    if (name.find('/') != name.npos || name.front() == '.')
      throw phase.error_at("name", "{} could not name a file (no / in it, no dot before it)", name);
    names.push_back(name);
    check_channel_order(i, phase);
  }
}

}  // namespace ofa
