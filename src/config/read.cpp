#include "config/read.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "config/nearest.h"

namespace ofa {

void check_keys(const Node& node, const std::vector<std::string>& known) {
  if (!node.is_map()) throw node.error("expected a map, got {}", shown(node));
  for (const Node& item : node.items) {
    if (std::ranges::find(known, item.key) != known.end()) continue;
    if (item.is_null() && item.key.find(':') != item.key.npos) {
      throw node.error_at(item.key, "unknown key; a space must follow the colon");
    }
    const std::string meant = did_you_mean(item.key, known);
    const std::string all = fmt::format("; known are {}", fmt::join(known, ", "));
    throw node.error_at(item.key, "unknown key{}", meant.empty() ? all : meant);
  }
}

}  // namespace ofa
