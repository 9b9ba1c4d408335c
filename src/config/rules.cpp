#include "config/rules.h"

#include <fmt/format.h>

#include <cmath>

namespace ofa {

bool Rule::on_numbers() const {
  return std::isfinite(low) || std::isfinite(high) || holds;
}

Rule Rule::numbers_only() const {
  Rule rule = *this;
  rule.filled = rule.distinct = false;
  return rule;
}

bool Rule::allows(double number) const {
  if (above_low ? number <= low : number < low) return false;
  return number <= high && (!holds || holds(number));
}

std::string Rule::describe(const std::string& type_name) const {
  if (text) return text;
  const bool bounded = std::isfinite(low), capped = std::isfinite(high);
  if (bounded && capped && !above_low) return fmt::format("{} from {} to {}", type_name, low, high);
  std::string result = type_name;
  if (bounded) result += fmt::format(" {} {}", above_low ? ">" : ">=", low);
  if (capped) result += fmt::format("{} <= {}", bounded ? " and" : "", high);
  return result;
}

}  // namespace ofa
