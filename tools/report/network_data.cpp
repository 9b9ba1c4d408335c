#include "tools/report/network_data.h"

#include "graph/cost.h"
#include "space/arch_text.h"
#include "space/lower.h"

namespace ofa {
namespace {

// The slots that an arch fills, in the order of its blocks.
std::vector<Slot> slots_of(const Space& space, const Arch& arch) {
  std::vector<Slot> filled;
  for (const Slot& slot : slots(space)) {
    const Part& part = space.parts[slot.part];
    const bool is_stage = part.kind == PartKind::kStage;
    if (!is_stage || slot.block < depth_of(space, part, arch)) filled.push_back(slot);
  }
  return filled;
}

Json block_data(const Graph& graph, const Block& block) {
  const Cost own = cost(graph, block);
  const Value& output = graph.values[graph.block_output(block)];
  return {{"name", block.name},      {"channels", graph.channels(graph.block_output(block))},
          {"height", output.height}, {"width", output.width},
          {"macs", own.macs},        {"params", own.params},
          {"ms", Json::object()}};
}

void add_choices(const Space& space, const Arch& arch, const Slot& slot, Json& block) {
  const Part& part = space.parts[slot.part];
  block["part"] = slot.part;
  if (part.kind != PartKind::kStage) return;
  const StageSpec& stage = part.stage;
  block["type"] = name_of(stage.block);
  block["kernel"] = value_of(space, stage.kernel, part.kernel_choice[slot.block], arch);
  if (stage.mid)
    block["mid"] = value_of(space, *stage.mid, part.mid_choice[slot.block], arch);
  else if (stage.has_mid())
    block["expand"] = value_of(space, stage.expand, part.expand_choice[slot.block], arch);
}

}  // namespace

Json network_data(const Space& space, const std::vector<ReportTable>& tables,
                  const std::string& text) {
  const Arch arch = arch_from_text(space, text);
  const Graph graph = lower(space, arch);
  const std::vector<Slot> filled = slots_of(space, arch);
  Json blocks = Json::array(), rest = Json::object();
  for (size_t i = 0; i < graph.blocks.size(); ++i) {
    blocks.push_back(block_data(graph, graph.blocks[i]));
    add_choices(space, arch, filled.at(i), blocks.back());
  }
  for (const auto& [metric, file, table] : tables) {
    if (!table.has_resolution(arch.resolution)) continue;
    const Prediction prediction = predict(table, graph);
    for (size_t i = 0; i < blocks.size(); ++i) blocks[i]["ms"][metric] = prediction.block_ms[i];
    rest[metric] = prediction.constant_ms;
  }
  return {{"arch", text}, {"resolution", arch.resolution}, {"blocks", blocks}, {"rest_ms", rest}};
}

}  // namespace ofa
