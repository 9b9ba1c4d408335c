#include "latency/published.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "config/codec.h"
#include "config/load.h"
#include "core/error.h"
#include "space/variants.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSuffix = "_lookup_table.yaml";

// By resolution.
std::map<int, fs::path> files_in(const fs::path& folder) {
  std::map<int, fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    int resolution = 0;
    const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), resolution);
    if (code == std::errc() && std::string_view(end) == kSuffix) files[resolution] = entry.path();
  }
  if (error) throw Error("{}: cannot be read: {}", folder.string(), error.message());
  if (files.empty())
    throw Error("{}: no RESOLUTION{} in it, like 224{}", folder.string(), kSuffix, kSuffix);
  return files;
}

BlockTime read_time(const Node& entry) {
  const Node* mean = entry.find("mean");
  if (mean == nullptr) throw entry.error("mean is missing");
  const double ms = read_double(*mean);
  if (!(ms > 0 && std::isfinite(ms)))
    throw mean->error("expected milliseconds > 0, got {}", shown(*mean));
  BlockTime time{.ms = ms};
  if (const Node* count = entry.find("count"))
    time.rounds = static_cast<int>(read_int(*count, 0, 1'000'000'000));
  return time;
}

BlockTime time_of(const Node& file, const std::string& key) {
  const Node* entry = file.find(key);
  if (entry == nullptr) throw file.error("{} is missing", key);
  return read_time(*entry);
}

std::string shape(const Graph& graph, ValueId id) {
  const Value& value = graph.values[id];
  return fmt::format("{}x{}x{}", std::max(value.height, 1), std::max(value.width, 1),
                     graph.channels(id));
}

std::string in_and_out(const Graph& graph, ValueId in, ValueId out) {
  return fmt::format("input:{}-output:{}", shape(graph, in), shape(graph, out));
}

// "expanded_conv-input:112x112x24-output:56x56x32-expand:144-kernel:3-stride:2-idskip:0-se:0-hs:0"
std::string block_name(const Graph& graph, const Op& depthwise) {
  bool skips = false, squeezes = false, swish = false;
  for (const Op& op : graph.ops) {
    skips |= std::holds_alternative<Add>(op.operation);
    squeezes |= std::holds_alternative<Mul>(op.operation);
    if (const auto* activation = std::get_if<Activation>(&op.operation))
      swish |= activation->act == Act::kHSwish;
  }
  const auto& conv = std::get<Conv>(depthwise.operation);
  return fmt::format("expanded_conv-{}-expand:{}-kernel:{}-stride:{}-idskip:{}-se:{}-hs:{}",
                     in_and_out(graph, graph.input, graph.output), graph.channels(depthwise.output),
                     conv.kernel, conv.stride, int{skips}, int{squeezes}, int{swish});
}

const Op* find_depthwise(const Graph& graph) {
  for (const Op& op : graph.ops)
    if (const auto* conv = std::get_if<Conv>(&op.operation); conv && conv->depthwise) return &op;
  return nullptr;
}

// What is one block to us has an entry for each of its four layers there.
std::vector<std::string> head_names(const Graph& graph) {
  std::vector<std::string> names;
  for (const Op& op : graph.ops) {
    if (std::holds_alternative<Conv>(op.operation)) {
      const char* layer = names.empty() ? "Conv_1" : "Conv_2";
      names.push_back(fmt::format("{}-{}", layer, in_and_out(graph, op.inputs[0], op.output)));
    } else if (std::holds_alternative<GlobalPool>(op.operation)) {
      names.push_back(fmt::format("AvgPool2D-{}", in_and_out(graph, op.inputs[0], op.output)));
    } else if (std::holds_alternative<Linear>(op.operation)) {
      names.push_back(fmt::format("Logits-input:{}-output:{}", shape(graph, op.inputs[0]),
                                  graph.channels(op.output)));
    }
  }
  return names;
}

// The published entries that a block is made of.
std::vector<std::string> published_names(const Graph& graph) {
  if (graph.values[graph.output].is_matrix()) return head_names(graph);
  if (const Op* depthwise = find_depthwise(graph)) return {block_name(graph, *depthwise)};
  return {"Conv-" + in_and_out(graph, graph.input, graph.output)};
}

BlockTime published_time(const Graph& graph, const Node& file) {
  BlockTime sum;
  for (const std::string& name : published_names(graph)) {
    const BlockTime time = time_of(file, name);
    sum.ms += time.ms;
    sum.rounds = time.rounds;
  }
  return sum;
}

}  // namespace

Table read_published_table(const Space& space, const fs::path& folder) {
  Table table;
  table.space = space.name;
  table.fingerprint.machine.processor = folder.filename().empty()
                                            ? folder.parent_path().filename().string()
                                            : folder.filename().string();
  table.fingerprint.runtime = "published";
  std::map<int, Node> files;
  for (const auto& [resolution, file] : files_in(folder)) {
    if (!std::ranges::binary_search(space.resolutions, resolution))
      throw Error("{}: resolution {} is not among those of space {}", file.string(), resolution,
                  space.name);
    files.emplace(resolution, load_yaml(file.string()));
    table.resolutions.push_back(resolution);
  }
  const Variants variants(space);
  for (int64_t number = 0; number < variants.size(); ++number) {
    const int resolution = variants.resolution(number);
    const auto file = files.find(resolution);
    if (file == files.end()) continue;
    const Graph graph = variants.graph(number);
    table.blocks.try_emplace(key_at(graph.blocks.front().key, resolution),
                             published_time(graph, file->second));
  }
  return table;
}

}  // namespace ofa
