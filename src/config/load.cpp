#include "config/load.h"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "config/yaml.h"
#include "core/file.h"

namespace ofa {

namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxChain = 8;

Node load_chain(const fs::path& path, const Node* base, std::vector<fs::path>& chain);
std::string read_yaml_file(const fs::path& path, const Node* base);
void merge(Node& below, Node above);

}  // namespace

Node load_yaml(const std::string& path) {
  std::vector<fs::path> chain;
  Node root = load_chain(path, nullptr, chain);
  set_paths(root);
  return root;
}

namespace {

// `base` is the key that named this file, for errors; `chain` the files that led to it.
Node load_chain(const fs::path& path, const Node* base, std::vector<fs::path>& chain) {
  const std::string text = read_yaml_file(path, base);
  std::error_code ignored;  // it was there when it was read
  const fs::path identity = fs::canonical(path, ignored);
  if (std::ranges::find(chain, identity) != chain.end()) {
    throw base->error("{} inherits from itself", path.string());
  }
  chain.push_back(identity);
  if (chain.size() > kMaxChain) throw base->error("a chain of more than {} files", kMaxChain);
  Node node = parse_yaml(text, path.string());
  const Node* found = node.find("base");
  if (!found) return node;
  const Node named = *found;
  if (!named.is_scalar() || named.text.empty()) {
    throw named.error("expected the name of a file, got {}", shown(named));
  }
  std::erase_if(node.items, [](const Node& item) { return item.key == "base"; });
  Node below = load_chain((path.parent_path() / named.text).lexically_normal(), &named, chain);
  if (!below.is_map()) throw below.error("expected a map, got {}", shown(below));
  merge(below, std::move(node));
  return below;
}

std::string read_yaml_file(const fs::path& path, const Node* base) {
  try {
    return read_file(path, kMaxYamlBytes);
  } catch (const Error& error) {
    if (base) throw base->error("{}", error.what());
    throw;
  }
}

// Lays a map over another: items that are maps in both are merged, all others replaced.
void merge(Node& below, Node above) {
  below.place = above.place;
  std::unordered_map<std::string, size_t> index;
  for (size_t i = 0; i < below.items.size(); ++i) index[below.items[i].key] = i;
  for (Node& item : above.items) {
    const auto found = index.find(item.key);
    if (found == index.end()) {
      below.items.push_back(std::move(item));
    } else if (Node& old = below.items[found->second]; old.is_map() && item.is_map()) {
      old.key_place = item.key_place;
      merge(old, std::move(item));
    } else {
      old = std::move(item);
    }
  }
}

}  // namespace

}  // namespace ofa
