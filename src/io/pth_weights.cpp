#include "io/pth_weights.h"

#include <fmt/ranges.h>

#include "core/error.h"
#include "io/quote.h"

namespace ofa {
namespace {

std::string name_of_key(const PickleTree& tree, PickleId key) {
  if (const auto* name = tree.get<PickleText>(key)) return std::string(name->text);
  return std::string(kind_of(tree[key]));
}

const PickleDict* find_dict(const PickleTree& tree, const PickleDict& dict, std::string_view name) {
  for (const auto& [key, value] : dict.items) {
    const auto* text = tree.get<PickleText>(key);
    const auto* found = tree.get<PickleDict>(value);
    if (text && text->text == name && found) return found;
  }
  return nullptr;
}

const PickleDict& dict_of_weights(const PickleTree& tree, const PickleDict& top) {
  for (const std::string_view name : {"state_dict", "model"}) {
    if (const PickleDict* dict = find_dict(tree, top, name)) return *dict;
  }
  return top;
}

// The names, the first few of them.
std::string listing(const std::vector<std::string>& names) {
  constexpr size_t kMostNames = 8;
  std::vector<std::string> first;
  for (const std::string& name : names) {
    if (first.size() == kMostNames) break;
    first.push_back(in_quotes(name));
  }
  return fmt::format("{}{}", fmt::join(first, ", "), names.size() > kMostNames ? ", ..." : "");
}

}  // namespace

PickledWeights find_weights(const PickleTree& tree, const std::string& file) {
  const auto* top = tree.get<PickleDict>(tree.root);
  if (!top) throw Error("{}: a dict of tensors expected, got {}", file, kind_of(tree[tree.root]));
  const PickleDict& dict = dict_of_weights(tree, *top);
  PickledWeights weights;
  for (const auto& [key, value] : dict.items) {
    const auto* tensor = tree.get<PickleTensor>(value);
    const auto* name = tree.get<PickleText>(key);
    if (!tensor) {
      weights.ignored.push_back(name_of_key(tree, key));
    } else if (!name || !is_utf8(name->text)) {
      throw Error("{}: a tensor under {}; a name expected", file,
                  name ? in_quotes(name->text) : kind_of(tree[key]));
    } else {
      weights.tensors.emplace_back(name->text, tensor);
    }
  }
  if (weights.tensors.empty()) {
    throw Error("{}: no tensors in its dict{}{}", file, weights.ignored.empty() ? "" : "; it has ",
                listing(weights.ignored));
  }
  if (&dict != top) {
    for (const auto& [key, value] : top->items) {
      if (tree.get<PickleDict>(value) != &dict) weights.ignored.push_back(name_of_key(tree, key));
    }
  }
  return weights;
}

}  // namespace ofa
