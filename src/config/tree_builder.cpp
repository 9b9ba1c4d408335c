#include "config/tree_builder.h"

#include "config/yaml.h"

namespace ofa {

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Node node;
  node.place = place(mark);
  take_in(std::move(node), anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) throw error(mark, "an alias (*) inside the value that it repeats");
  charge(place(mark), size_of(found->second));
  take_in(found->second, 0);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& text) {
  check_tag(mark, tag);
  Node node = Node::scalar(text);
  node.quoted = tag == "!";
  node.place = place(mark);
  take_in(std::move(node), anchor);
}

void TreeBuilder::open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       Node::Kind kind) {
  check_tag(mark, tag);
  if (key_expected()) {
    throw error(mark, "expected a plain key, got a list or a map; is a bracket not closed?");
  }
  if (open_.size() >= kMaxYamlDepth) {
    throw error(mark, fmt::format("nested deeper than {} levels", kMaxYamlDepth));
  }
  Open opened;
  opened.node.kind = kind;
  opened.node.place = place(mark);
  opened.anchor = anchor;
  open_.push_back(std::move(opened));
}

void TreeBuilder::close() {
  Open closed = std::move(open_.back());
  open_.pop_back();
  take_in(std::move(closed.node), closed.anchor);
}

// Puts a finished value where it belongs.
void TreeBuilder::take_in(Node node, YAML::anchor_t anchor) {
  charge(node.place, {1, node.text.size()});
  if (anchor != 0) {
    charge(node.place, size_of(node));
    anchored_[anchor] = node;
  }
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& parent = open_.back();
  if (parent.node.is_list()) {
    parent.node.items.push_back(std::move(node));
  } else if (!parent.key) {
    take_key(parent, std::move(node));
  } else {
    Node& key = *parent.key;
    if (node.is_null()) node.place = key.place;  // the parser has already seen what follows
    node.key_place = key.place;
    parent.node.add(std::move(key.text), std::move(node));
    parent.key.reset();
  }
}

void TreeBuilder::take_key(Open& map, Node key) {
  if (!key.is_scalar()) throw error(key.place, "expected a plain key, got " + shown(key));
  if (key.text.size() > kMaxYamlKey) {
    throw error(key.place,
                fmt::format("expected a key of at most {} bytes, got {}", kMaxYamlKey, shown(key)));
  }
  if (key.text == "<<" && !key.quoted) {
    throw error(key.place, "merge keys (<<) are not known; a file inherits with base: other.yaml");
  }
  const auto [first, is_new] = map.lines_of_keys.emplace(key.text, key.place.line);
  map.key = std::move(key);
  if (is_new) return;
  throw error(map.key->place,
              lines_known_ ? fmt::format("duplicate key; the first is in line {}", first->second)
                           : "duplicate key");
}

void TreeBuilder::charge(const Place& at, const Size& size) {
  used_.nodes += size.nodes;
  used_.text += size.text;
  if (used_.nodes <= kMaxYamlNodes && used_.text <= kMaxYamlText) return;
  throw error(at, fmt::format("more than {} values or {} bytes of text, aliases (*) expanded",
                              kMaxYamlNodes, kMaxYamlText));
}

TreeBuilder::Size TreeBuilder::size_of(const Node& node) {
  Size size{1, node.text.size() + node.key.size()};
  for (const Node& item : node.items) {
    const Size more = size_of(item);
    size.nodes += more.nodes;
    size.text += more.text;
  }
  return size;
}

// "?" and "!" are what the parser itself gives to plain and to quoted values.
void TreeBuilder::check_tag(const YAML::Mark& mark, const std::string& tag) const {
  if (tag.empty() || tag == "?" || tag == "!") return;
  throw error(mark, "expected no tag, got " + shown(Node::scalar(tag)));
}

Place TreeBuilder::place(const YAML::Mark& mark) const {
  return {source_, lines_known_ && !mark.is_null() ? mark.line + 1 : 0};
}

// Names the innermost value that is being built.
Error TreeBuilder::error(const Place& at, const std::string& problem) const {
  Node node;
  for (const Open& parent : open_) {
    const std::string name = parent.node.is_list() ? std::to_string(parent.node.items.size())
                             : parent.key          ? parent.key->text
                                                   : "";
    if (name.empty()) break;
    node.step = std::make_shared<Node::Step>(Node::Step{node.step, name});
  }
  node.place = at;
  return node.error("{}", problem);
}

}  // namespace ofa
