#include "config/codec.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace ofa {

int64_t read_int(const Node& node, int64_t low, int64_t high) {
  const std::string_view text = node.text;
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool all_digits = digits.find_first_not_of("0123456789") == text.npos && !digits.empty();
  const bool octal = digits.size() > 1 && digits[0] == '0';
  if (!node.is_scalar() || node.quoted || !all_digits || octal) {
    throw node.error("expected a whole number, got {}", shown(node));
  }
  int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.begin(), text.end(), value);
  if (failure != std::errc() || value < low || value > high) {
    throw node.error("expected a whole number from {} to {}, got {}", low, high, shown(node));
  }
  return value;
}

double read_double(const Node& node) {
  const std::optional<double> value =
      node.is_scalar() && !node.quoted ? parse_double(node.text) : std::nullopt;
  if (!value) throw node.error("expected a number, got {}", shown(node));
  return *value;
}

std::optional<double> parse_double(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.begin(), text.end(), value);
  if (failure != std::errc() || end != text.end() || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool read_bool(const Node& node) {
  if (node.is_scalar() && !node.quoted && (node.text == "true" || node.text == "false")) {
    return node.text == "true";
  }
  throw node.error("expected true or false, got {}", shown(node));
}

std::string Codec<std::string>::read(const Node& node) {
  if (!node.is_scalar()) throw node.error("expected text, got {}", shown(node));
  return node.text;
}

}  // namespace ofa
