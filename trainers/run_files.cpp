#include "trainers/run_files.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "config/load.h"
#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"
#include "io/folders.h"

namespace ofa {
namespace {

std::filesystem::path config_file(const std::filesystem::path& folder) {
  return folder / "config.yaml";
}

std::string in_short(const Node* node) {
  return node ? to_flow(*node) : "nothing";
}

// Walks two trees side by side.
void differences(const Node* a, const Node* b, const std::string& path,
                 std::vector<std::string>& found) {
  if (a && b && *a == *b) return;
  if (!a || !b || a->kind != b->kind || !a->is_map()) {
    found.push_back(fmt::format("{}: {} -> {}", path, in_short(a), in_short(b)));
    return;
  }
  const std::string start = path.empty() ? "" : path + ".";
  for (const Node& item : a->items) differences(&item, b->find(item.key), start + item.key, found);
  for (const Node& item : b->items)
    if (!a->find(item.key)) differences(nullptr, &item, start + item.key, found);
}

// The same, without what changes nothing.
Node what_counts(TrainConfig config) {
  config.checkpoint = {};
  config.data.threads.reset();
  config.data.memory = {};
  config.data.source.clear();  // images may move; whether they are the same, their fingerprint says
  return dump(config);
}

}  // namespace

bool is_training(const std::filesystem::path& folder) {
  return is_run(folder) && std::filesystem::exists(config_file(folder));
}

TrainConfig read_run_config(const std::filesystem::path& folder,
                            const std::vector<std::string>& assignments) {
  Node node = load_yaml(config_file(folder));
  for (const std::string& assignment : assignments) set(node, assignment);
  return read<TrainConfig>(node);
}

void refuse_drift(const TrainConfig& begun, const TrainConfig& wanted) {
  std::vector<std::string> found;
  const Node a = what_counts(begun), b = what_counts(wanted);
  differences(&a, &b, "", found);
  if (!found.empty())
    throw Error(
        "the run began with other settings: {}; leave them, or, if it need not go on bit for bit, "
        "--allow-drift",
        fmt::join(found, "; "));
}

void write_run_config(const std::filesystem::path& folder, const TrainConfig& config) {
  write_file(config_file(folder), to_yaml(dump(config)));
}

void describe_run(const std::filesystem::path& folder, const Model& model, const Json& data) {
  write_run_description(folder, {model.space, data, model.only});
}

void check_data(const std::filesystem::path& folder, const Json& data) {
  Json begun = read_run_description(folder).data, now = data;
  begun.erase("source");
  now.erase("source");
  for (const auto& [key, value] : begun.items())
    if (now.value(key, Json()) != value)
      throw Error(
          "the images are not those that {} began with: {}: {} then, {} now; to go on with these: "
          "--allow-drift",
          folder.string(), key, shown(value), shown(now.value(key, Json())));
}

}  // namespace ofa
