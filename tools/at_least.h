#pragma once

#include <CLI/CLI.hpp>
#include <cmath>

namespace ofa {

// A flag's number is finite, and at least `least`: CLI11's own checks of this kind tell the range
// of all doubles.
class AtLeast : public CLI::Validator {
 public:
  explicit AtLeast(int least) : Validator(">=" + std::to_string(least)) {
    func_ = [least](const std::string& text) {
      double value = 0;
      const bool is_number = CLI::detail::lexical_cast(text, value) && std::isfinite(value);
      if (is_number && value >= least) return std::string();
      return text + ": expected a number of at least " + std::to_string(least);
    };
  }
};

}  // namespace ofa
