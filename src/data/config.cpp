#include "data/config.h"

#include <cmath>

namespace ofa {

int64_t HeldOut::of(int64_t num_images) const {
  if (count > 0) return count;
  return std::llround(percent / 100 * static_cast<double>(num_images));
}

HeldOut Codec<HeldOut>::read(const Node& node) {
  HeldOut value;
  if (node.is_scalar() && node.text.ends_with('%')) {
    const std::string_view text = node.text;
    value.percent = parse_double(text.substr(0, text.size() - 1)).value_or(0);
  } else if (node.is_scalar()) {
    value.count = Codec<Count>::read(node).value;
  }
  if (value.count > 0 || (value.percent > 0 && value.percent < 100)) return value;
  throw node.error("expected {} > 0, got {}", type_name(), shown(node));
}

Node Codec<HeldOut>::dump(const HeldOut& value) {
  if (value.count > 0) return Codec<Count>::dump({value.count});
  return Node::scalar(fmt::format("{}%", value.percent));
}

}  // namespace ofa
