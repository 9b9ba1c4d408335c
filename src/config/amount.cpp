#include "config/amount.h"

#include <fmt/format.h>

#include <cmath>

#include "config/units.h"

namespace ofa {

int64_t Amount::of(int64_t whole) const {
  if (count > 0) return count;
  return std::llround(percent / 100 * static_cast<double>(whole));
}

Amount Codec<Amount>::read(const Node& node) {
  Amount amount;
  if (node.is_scalar() && node.text.ends_with('%')) {
    const std::string_view text = node.text;
    amount.percent = parse_double(text.substr(0, text.size() - 1)).value_or(0);
  } else if (node.is_scalar()) {
    amount.count = Codec<Count>::read(node).value;
  }
  if (amount.count > 0 || (amount.percent > 0 && amount.percent < 100)) return amount;
  throw node.error("expected {} > 0 and below 100%, got {}", type_name(), shown(node));
}

Node Codec<Amount>::dump(const Amount& amount) {
  if (amount.count > 0) return Codec<Count>::dump({amount.count});
  return Node::scalar(fmt::format("{}%", amount.percent));
}

}  // namespace ofa
