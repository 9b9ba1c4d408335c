#include "config/units.h"

#include <array>
#include <cmath>

namespace ofa {

namespace {

struct Unit {
  const char* name;
  double factor;
};

constexpr std::array kTimes{Unit{"ms", 1e-3}, Unit{"s", 1}, Unit{"m", 60}, Unit{"h", 3600},
                            Unit{"d", 86400}};
constexpr std::array kThousands{Unit{"", 1}, Unit{"k", 1e3}, Unit{"M", 1e6}, Unit{"G", 1e9}};
constexpr double kMostExact = 9007199254740992;  // 2^53: beyond, a double skips whole numbers

struct Measured {
  double number, factor;
};

// A number directly followed by one of the units.
std::optional<Measured> parse_measured(std::string_view text, const auto& units) {
  const size_t end = text.find_last_of("0123456789.") + 1;
  const std::optional<double> number = parse_double(text.substr(0, end));
  for (const Unit& unit : units) {
    if (number && text.substr(end) == unit.name) return Measured{*number, unit.factor};
  }
  return std::nullopt;
}

std::optional<Measured> parse_measured(const Node& node, const auto& units) {
  if (!node.is_scalar() || node.quoted) return std::nullopt;
  return parse_measured(std::string_view(node.text), units);
}

}  // namespace

std::optional<double> parse_quantity(std::string_view text) {
  constexpr std::array kUnits{Unit{"", 1}, Unit{"%", 1e-2}, Unit{"k", 1e3}, Unit{"M", 1e6},
                              Unit{"G", 1e9}};
  const auto found = parse_measured(text, kUnits);
  if (!found) return std::nullopt;
  return found->number * found->factor;
}

Duration Codec<Duration>::read(const Node& node) {
  if (const auto time = parse_measured(node, kTimes)) {
    const double seconds = time->number * time->factor;
    if (seconds >= 0 && std::isfinite(seconds)) return {seconds};
  }
  throw node.error("expected {}, got {}; units are ms, s, m, h, d", type_name(), shown(node));
}

Node Codec<Duration>::dump(const Duration& duration) {
  for (const Unit& unit : {kTimes[4], kTimes[3], kTimes[2]}) {
    const double number = duration.seconds / unit.factor;
    if (number < 1 || number > kMostExact || number != std::floor(number)) continue;
    if (number * unit.factor != duration.seconds) continue;
    return Node::scalar(fmt::format("{}{}", number, unit.name));
  }
  return Node::scalar(fmt::format("{}s", duration.seconds));
}

Fraction Codec<Fraction>::read(const Node& node) {
  const bool percent = node.is_scalar() && !node.quoted && node.text.ends_with('%');
  const std::string_view text = node.text;
  const std::optional<double> number = parse_double(text.substr(0, text.size() - percent));
  if (number && !node.quoted) {
    const double value = percent ? *number / 100 : *number;
    if (value >= 0 && value <= 1) return {value};
  }
  throw node.error("expected {} from 0 to 1, got {}", type_name(), shown(node));
}

Node Codec<Fraction>::dump(const Fraction& fraction) {
  return Node::scalar(fmt::format("{}", fraction.value));
}

Count Codec<Count>::read(const Node& node) {
  if (const auto count = parse_measured(node, kThousands)) {
    const double whole = std::round(count->number * count->factor);  // 2.3k is 2299.9999999999995
    if (std::abs(whole) <= kMostExact && whole / count->factor == count->number) {
      return {static_cast<int64_t>(whole)};
    }
  }
  throw node.error("expected {}, got {}; k, M and G are powers of 1000", type_name(), shown(node));
}

Node Codec<Count>::dump(const Count& count) {
  return Node::scalar(std::to_string(count.value));
}

}  // namespace ofa
