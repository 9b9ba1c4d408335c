#include "config/node.h"

#include <algorithm>

#include "config/yaml.h"

namespace ofa {

namespace {

// A text that errors may show: short, and on one line.
std::string shortened(const std::string& text) {
  constexpr size_t kLongest = 60;
  std::string result;
  for (char c : text.substr(0, kLongest)) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    result += control ? fmt::format("\\x{:02x}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  if (text.size() <= kLongest) return result;
  size_t end = kLongest;  // not inside a character of UTF-8
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  result.resize(result.size() - (kLongest - end));
  return result + "...";
}

std::string joined(const std::shared_ptr<const Node::Step>& step) {
  if (!step) return "";
  const std::string parent = joined(step->parent);
  return parent.empty() ? shortened(step->name) : parent + "." + shortened(step->name);
}

}  // namespace

Node Node::scalar(std::string plain_text) {
  Node node;
  node.kind = Kind::kScalar;
  node.text = std::move(plain_text);
  return node;
}

Node Node::string(std::string text) {
  const bool quoted = needs_quotes(text);
  Node node = scalar(std::move(text));
  node.quoted = quoted;
  return node;
}

Node Node::list(std::vector<Node> items) {
  Node node;
  node.kind = Kind::kList;
  node.items = std::move(items);
  return node;
}

Node Node::map() {
  Node node;
  node.kind = Kind::kMap;
  return node;
}

Node& Node::add(std::string item_key, Node value) {
  value.key = std::move(item_key);
  items.push_back(std::move(value));
  return items.back();
}

const Node* Node::find(std::string_view item_key) const {
  if (!is_map()) return nullptr;
  const auto found = std::ranges::find(items, item_key, &Node::key);
  return found == items.end() ? nullptr : &*found;
}

Node* Node::find(std::string_view item_key) {
  return const_cast<Node*>(std::as_const(*this).find(item_key));
}

std::string Node::path() const {
  return joined(step);
}

Place Node::place_of(std::string_view item_key) const {
  const Node* item = find(item_key);
  return item ? item->key_place : place;
}

std::string Node::path_to(std::string_view item_key) const {
  const std::string name = shortened(std::string(item_key));
  return step ? path() + "." + name : name;
}

Error Node::make_error(const Place& place, const std::string& path, const std::string& problem) {
  std::string where;
  if (place.source) where += *place.source;
  if (place.line > 0) where += fmt::format(":{}", place.line);
  if (!where.empty()) where += ": ";
  if (!path.empty()) where += path + ": ";
  return Error("{}{}", where, problem);
}

bool operator==(const Node& a, const Node& b) {
  const auto same_item = [&](const Node& x, const Node& y) {
    return (!a.is_map() || x.key == y.key) && x == y;
  };
  return a.kind == b.kind && a.text == b.text && a.quoted == b.quoted &&
         std::ranges::equal(a.items, b.items, same_item);
}

void set_paths(Node& node) {
  for (size_t i = 0; i < node.items.size(); ++i) {
    Node& item = node.items[i];
    const std::string name = node.is_map() ? item.key : std::to_string(i);
    item.step = std::make_shared<Node::Step>(Node::Step{node.step, name});
    set_paths(item);
  }
}

std::string shown(const Node& node) {
  if (node.is_null()) return "nothing";
  const std::string mark = node.quoted ? "\"" : "";
  if (node.is_scalar()) return mark + shortened(node.text) + mark;
  return fmt::format("{} {}", node.items.empty() ? "an empty" : "a",
                     node.is_list() ? "list" : "map");
}

}  // namespace ofa
