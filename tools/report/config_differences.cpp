#include "tools/report/config_differences.h"

#include <algorithm>

#include "config/dump.h"
#include "config/yaml.h"

namespace ofa {
namespace {

using Nodes = std::vector<const Node*>;  // of one key, a configuration each; null: not there

bool all_equal(const Nodes& nodes) {
  return std::ranges::all_of(nodes, [&](const Node* node) {
    return node && nodes.front() ? *node == *nodes.front() : node == nodes.front();
  });
}

bool is_map(const Node* node) {
  return node && node->is_map();
}

// A list of maps, such as phases.
bool is_table(const Node* node) {
  return node && node->is_list() && !node->items.empty() &&
         std::ranges::all_of(node->items, &Node::is_map);
}

class Walk {
 public:
  void compare(const Nodes& nodes, const std::string& key) {
    if (all_equal(nodes)) return;
    if (std::ranges::all_of(nodes, is_map)) return compare_maps(nodes, key);
    if (std::ranges::all_of(nodes, is_table)) return compare_tables(nodes, key);
    ConfigDifference difference{key, {}};
    for (const Node* node : nodes)
      difference.values.push_back(node ? std::optional(to_flow(without_defaults(*node)))
                                       : std::nullopt);
    found.push_back(std::move(difference));
  }

  std::vector<ConfigDifference> found;

 private:
  void compare_maps(const Nodes& maps, const std::string& key) {
    std::vector<std::string> keys;
    for (const Node* map : maps)
      for (const Node& item : map->items)
        if (std::ranges::find(keys, item.key) == keys.end()) keys.push_back(item.key);
    for (const std::string& inner : keys) {
      Nodes items;
      for (const Node* map : maps) items.push_back(map->find(inner));
      compare(items, key.empty() ? inner : key + "." + inner);
    }
  }

  void compare_tables(const Nodes& lists, const std::string& key) {
    size_t longest = 0;
    for (const Node* list : lists) longest = std::max(longest, list->items.size());
    for (size_t i = 0; i < longest; ++i) {
      Nodes items;
      for (const Node* list : lists)
        items.push_back(i < list->items.size() ? &list->items[i] : nullptr);
      compare(items, key + "." + std::to_string(i));
    }
  }
};

void erase(Node* map, std::initializer_list<const char*> keys) {
  if (!map) return;
  for (const char* key : keys)
    std::erase_if(map->items, [&](const Node& item) { return item.key == key; });
}

}  // namespace

std::vector<ConfigDifference> config_differences(const std::vector<const Node*>& configs) {
  Walk walk;
  walk.compare(configs, "");
  return std::move(walk.found);
}

Node recipe(Node config) {
  erase(&config, {"seed", "checkpoint", "log_every", "threads", "device"});
  erase(config.find("data"), {"source", "threads", "memory"});
  const Node* budget = config.find("budget");
  if (Node* phases = config.find("phases"); phases && budget && !budget->is_null())
    for (Node& phase : phases->items) erase(&phase, {"steps"});
  return config;
}

}  // namespace ofa
