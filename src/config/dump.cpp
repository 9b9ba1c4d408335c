#include "config/dump.h"

namespace ofa {

Node without_defaults(const Node& node) {
  Node result = node;
  result.items.clear();
  for (const Node& item : node.items) {
    if (!item.is_default) result.items.push_back(without_defaults(item));
  }
  return result;
}

}  // namespace ofa
