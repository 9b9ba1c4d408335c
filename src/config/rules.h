#pragma once

#include <limits>
#include <string>

namespace ofa {

// What a field's value must fulfil beyond its type. Bounds hold for a number, or for each one in a
// list: Rule{.low = 8, .distinct = true}, says("a multiple of 8", [](double x) { ... }).
struct Rule {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;           // low itself is out
  bool (*holds)(double) = nullptr;  // a rule of its own,
  const char* text = nullptr;       // and its words
  bool filled = false;              // a text, list or map is not empty
  bool distinct = false;            // the values of a list differ

  bool on_numbers() const;
  Rule numbers_only() const;  // what it says of each number in a list
  bool allows(double number) const;
  std::string describe(const std::string& type_name) const;  // "a number" -> "a number > 0"
};

inline constexpr Rule kAny{};
inline constexpr Rule kPositive{.low = 0, .above_low = true};
inline constexpr Rule kNonNegative{.low = 0};
inline constexpr Rule kAtLeastOne{.low = 1};
inline constexpr Rule kFilled{.filled = true};
inline constexpr Rule kDistinct{.distinct = true};

constexpr Rule range(double low, double high) {
  return {.low = low, .high = high};
}
constexpr Rule says(const char* text, bool (*holds)(double)) {
  return {.holds = holds, .text = text};
}

}  // namespace ofa
