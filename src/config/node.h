#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace ofa {

// Where something was written: a file and a line, or a command line's `--set a.b=1` (line 0).
struct Place {
  std::shared_ptr<const std::string> source;
  int line = 0;
};

// A value of YAML as a plain tree. It knows where it stands, so that whoever reads it can say so:
//   throw node.error("expected a number > 0, got {}", shown(node));
struct Node {
  enum class Kind { kNull, kScalar, kList, kMap };

  Kind kind = Kind::kNull;
  std::string text;         // of a scalar
  bool quoted = false;      // a scalar in quotes: text, whatever it looks like
  std::vector<Node> items;  // of a list or a map, in the order of the file
  std::string key;          // of a map's item
  bool is_default = false;  // of a dumped map's item: leaving it out reads the same

  Place place;
  Place key_place;  // of a map's item
  struct Step {
    std::shared_ptr<const Step> parent;
    std::string name;
  };
  std::shared_ptr<const Step> step;  // the way here from the root; null at the root

  static Node scalar(std::string plain_text);
  static Node string(std::string text);  // quoted where it would read as something else
  static Node list(std::vector<Node> items = {});
  static Node map();
  Node& add(std::string item_key, Node value);  // to a map; returns the item

  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }
  const Node* find(std::string_view item_key) const;  // null when absent, or when this is no map
  Node* find(std::string_view item_key);

  std::string path() const;  // phases.1.lr; empty at the root

  // "configs/a.yaml:14: phases.1.lr: " and the problem.
  template <typename... Args>
  Error error(fmt::format_string<Args...> format, Args&&... args) const {
    return make_error(place, path(), fmt::format(format, std::forward<Args>(args)...));
  }
  // The same for an item of this map, which need not be there; its line is its key's.
  template <typename... Args>
  Error error_at(std::string_view item_key, fmt::format_string<Args...> format,
                 Args&&... args) const {
    return make_error(place_of(item_key), path_to(item_key),
                      fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  static Error make_error(const Place& place, const std::string& path, const std::string& problem);
  Place place_of(std::string_view item_key) const;
  std::string path_to(std::string_view item_key) const;
};

// Equal values, wherever they stand and whatever their own key.
bool operator==(const Node& a, const Node& b);

// Tells every node its way from the root; whoever builds or changes a tree calls it at the end.
void set_paths(Node& root);

// A value as errors show it: its text, shortened, or "a list", "a map", "nothing".
std::string shown(const Node& node);

}  // namespace ofa
