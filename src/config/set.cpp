#include <charconv>

#include "config/load.h"
#include "config/yaml.h"

namespace ofa {

namespace {

// phases.2.lr -> phases, 2, lr; nothing when a name is empty or the way is too deep.
std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> names;
  for (size_t start = 0, end = 0; end != path.npos; start = end + 1) {
    end = path.find('.', start);
    names.emplace_back(path.substr(start, end - start));
    if (names.back().empty() || names.size() > kMaxYamlDepth) return {};
  }
  return names;
}

void set_place(Node& node, const Place& place) {
  node.place = node.key_place = place;
  for (Node& item : node.items) set_place(item, place);
}

// The item of a list that `name` counts out; the one behind the last is made.
Node& list_item(Node& list, const std::string& name, const Place& place) {
  size_t index = 0;
  const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (failure != std::errc() || end != name.data() + name.size() || index > list.items.size()) {
    Node at = list;
    at.place = place;
    throw at.error_at(name, "expected an index from 0 to {0} ({0} appends)", list.items.size());
  }
  if (index == list.items.size()) list.items.emplace_back().place = place;
  return list.items[index];
}

Node& map_item(Node& map, const std::string& name, const Place& place) {
  if (Node* item = map.find(name)) return *item;
  Node& made = map.add(name, Node());
  made.place = made.key_place = place;
  return made;
}

// One step down; what is not there yet becomes a map.
Node& step_into(Node& node, const std::string& name, const Place& place) {
  if (node.is_null()) node.kind = Node::Kind::kMap;
  if (node.is_list()) return list_item(node, name, place);
  if (node.is_map()) return map_item(node, name, place);
  Node at = node;
  at.place = place;
  throw at.error("expected a map or a list, to set {} in it, got {}", name, shown(node));
}

}  // namespace

void set(Node& root, std::string_view assignment) {
  const std::string source = fmt::format("--set {}", assignment);
  const size_t equals = assignment.find('=');
  const std::vector<std::string> names = split_path(assignment.substr(0, equals));
  if (equals == assignment.npos || names.empty()) {
    throw Error(Exit::kUsage, source + ": expected KEY=VALUE, such as phases.2.lr=1");
  }
  Node value = parse_yaml(assignment.substr(equals + 1), source, /*lines_known=*/false);
  const Place place = value.place;
  Node* node = &root;
  for (const std::string& name : names) node = &step_into(*node, name, place);
  value.key = node->key;
  set_place(value, place);
  *node = std::move(value);
  set_paths(root);
}

}  // namespace ofa
