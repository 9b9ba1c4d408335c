#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/format.h"
#include "graph/shapes.h"
#include "space/costs.h"
#include "space/count.h"
#include "space/sample.h"
#include "space/supernet.h"
#include "tools/describe.h"
#include "tools/table.h"

namespace ofa {
namespace {

constexpr int kNumSamples = 1001;
constexpr uint64_t kSeed = 0;

// The ends and the middle of a space; each figure's median is its own.
struct Range {
  Cost min, median, max;
  std::vector<double> mmacs;  // of all samples
};

Range cost_range(const Space& space) {
  CostTable costs(space);
  const Sampler sampler(space);
  std::vector<Cost> samples;
  Range range{costs(min_arch(space)), {}, costs(max_arch(space)), {}};
  for (int i = 0; i < kNumSamples; ++i) {
    Random random(kSeed, "describe", i);
    samples.push_back(costs(sampler.uniform(random)));
    range.mmacs.push_back(static_cast<double>(samples.back().macs) / 1e6);
  }
  const auto median = [&](auto member) {
    std::ranges::nth_element(samples, samples.begin() + kNumSamples / 2, {}, member);
    return samples[kNumSamples / 2].*member;
  };
  range.median = {median(&Cost::macs), median(&Cost::params), median(&Cost::peak_activation_bytes)};
  return range;
}

Json cost_json(const Cost& cost) {
  return {{"macs", cost.macs}, {"params", cost.params}};
}

Json choices_json(const Space& space) {
  Json list = Json::array();
  if (space.compound_choice < 0)
    list.push_back({{"name", "resolution"}, {"candidates", space.resolutions}});
  for (const Choice& choice : space.choices) {
    std::string where = choice.part < 0 ? ""
                        : choice.block < 0
                            ? space.parts[choice.part].name + "."
                            : space.parts[choice.part].block_name(choice.block) + ".";
    Json candidates = Json::array();
    for (int i = 0; i < choice.num_candidates(); ++i)
      if (choice.labels.empty()) {
        candidates.push_back(Json::parse(choice.label(i)));
      } else {
        candidates.push_back(choice.label(i));
      }
    list.push_back({{"name", where + name(choice.kind)}, {"candidates", candidates}});
  }
  return list;
}

template <typename T>
std::string list(const std::vector<T>& values) {
  return fmt::format("{}", fmt::join(values, " "));
}

std::string block_text(const StageSpec& stage, bool has_blocks) {
  std::string text = name_of(stage.block);
  if (!has_blocks && stage.block == BlockType::kConv)
    text += fmt::format(" {0}x{0}", stage.kernel.values.back());
  if (stage.squeeze_excite.value) text += " + se";
  return text;
}

std::string channels_text(const Space& space, const Part& part) {
  if (part.times) return fmt::format("{}x", part.times);
  if (!part.sets_channels()) return "";
  if (space.num_scales() == 1) return list(part.channels[0]);
  return fmt::format("{}-{}", std::ranges::min(part.channels.front()),
                     std::ranges::max(part.channels.back()));
}

std::string depth_text(const Part& part) {
  const auto& least = part.depths.front();
  if (part.depths.size() == 1 || least == part.depths.back()) return list(least);
  return fmt::format("{}-{}", least.front(), part.depths.back().back());
}

std::string part_name(const Space& space, int id) {
  if (id < space.first_stage())
    return space.spec.stem.is_list ? fmt::format("stem {}", id) : "stem";
  return fmt::format("stage {}", id - space.first_stage());
}

// In a column that is called expand.
std::string mid_text(const std::vector<int>& mid) {
  if (mid.size() <= 4) return "mid " + list(mid);
  return fmt::format("mid {} {} .. {}", mid[0], mid[1], mid.back());
}

std::vector<std::string> part_row(const Space& space, int id, const std::string& output) {
  const Part& part = space.parts[id];
  if (part.kind == PartKind::kMaxPool)
    return {part_name(space, id), "max pool 3x3", "2", "", "", "", "", output};
  const StageSpec& stage = part.stage;
  const bool is_stem_conv = !part.has_blocks && stage.block == BlockType::kConv;
  return {part_name(space, id),
          block_text(stage, part.has_blocks),
          std::to_string(stage.stride),
          channels_text(space, part),
          part.has_blocks || part.depth_choice >= 0 ? depth_text(part) : "",
          is_stem_conv ? "" : list(stage.kernel.values),
          stage.mid         ? mid_text(stage.mid->values)
          : stage.has_mid() ? list(stage.expand.values)
                            : "",
          output};
}

std::vector<std::string> head_row(const Space& space, const std::string& output) {
  std::vector<std::string> layers, channels;
  for (size_t id = space.first_head(); id < space.parts.size(); ++id) {
    const Part& part = space.parts[id];
    layers.emplace_back(part.kind == PartKind::kHeadConv  ? "conv"
                        : part.kind == PartKind::kPool    ? "pool"
                        : part.kind == PartKind::kDropout ? "dropout"
                                                          : "linear");
    if (part.kind == PartKind::kHeadConv) channels.push_back(channels_text(space, part));
  }
  return {"head", fmt::format("{}", fmt::join(layers, ", ")),
          "",     fmt::format("{}", fmt::join(channels, ", ")),
          "",     "",
          "",     output};
}

// What each part gives in the widest arch, by the name of its last block.
std::string output_of(const Graph& graph, const std::string& part) {
  std::string output;
  for (const Block& block : graph.blocks)
    if (block.name == part || block.name.starts_with(part + ".blocks."))
      output = shape_text(graph, graph.block_output(block));
  return output;
}

std::string parts_table(const Space& space) {
  const Graph graph = lower(space, max_arch(space));
  std::vector<std::vector<std::string>> rows{
      {"part", "block", "stride", "channels", "depth", "kernel", "expand", "output"}};
  for (int id = 0; id < space.first_head(); ++id)
    rows.push_back(part_row(space, id, output_of(graph, space.parts[id].name)));
  rows.push_back(head_row(space, output_of(graph, "head")));
  if (space.resolutions.size() > 1)
    rows[1].back() +=
        space.resolutions.size() <= 9
            ? "   (resolution " + list(space.resolutions) + ")"
            : fmt::format("   (resolution {} ... {}, {} of them)", space.resolutions.front(),
                          space.resolutions.back(), space.resolutions.size());
  return format_table(rows, "<<>>>>><");
}

std::string costs_table(const Range& range) {
  std::vector<std::vector<std::string>> rows{
      {"", "MMACs", "params", "weights", "peak activations"}};
  const auto add = [&](const char* label, const Cost& cost) {
    rows.push_back({label, fmt::format("{:.2f}", cost.macs / 1e6), with_thousands(cost.params),
                    human_bytes(weight_bytes(cost)), human_bytes(cost.peak_activation_bytes)});
  };
  add("min", range.min);
  add("median", range.median);
  add("max", range.max);
  return format_table(rows, "<>>>>");
}

}  // namespace

Json space_json(const Space& space) {
  const Range range = cost_range(space);
  return {{"format", "ofa-space-description/1"},
          {"space", space.name},
          {"num_archs", num_archs(space).to_string()},
          {"num_settings", num_settings(space).to_string()},
          {"supernet_params", supernet_params(lower_supernet(space))},
          {"choices", choices_json(space)},
          {"min", cost_json(range.min)},
          {"median", cost_json(range.median)},
          {"max", cost_json(range.max)}};
}

std::string space_text(const Space& space) {
  const Range range = cost_range(space);
  const auto [least, most] = std::ranges::minmax(range.mmacs);
  return fmt::format(
      "{}: {} archs, one supernet of {} parameters\n\n{}\n{}\n  MMACs {:.2f} {} {:.2f}  ({} archs, "
      "seed {})\n",
      space.name, with_thousands(num_archs(space).to_string()),
      with_thousands(supernet_params(lower_supernet(space))), parts_table(space),
      costs_table(range), least, histogram(range.mmacs, 24), most, with_thousands(kNumSamples),
      kSeed);
}

}  // namespace ofa
