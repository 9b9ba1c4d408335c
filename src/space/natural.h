#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ofa {

// A whole number >= 0 of any size: spaces hold more archs than 64 bits count.
class Natural {
 public:
  Natural(uint64_t value = 0);

  Natural& operator+=(const Natural& other);
  Natural& operator*=(const Natural& other);
  friend Natural operator+(Natural a, const Natural& b) { return a += b; }
  friend Natural operator*(Natural a, const Natural& b) { return a *= b; }

  std::string to_string() const;
  long double to_real() const;  // nearest, for probabilities
  bool operator==(const Natural&) const = default;

 private:
  std::vector<uint32_t> digits_;  // base 2^32, least first, no leading zero
};

}  // namespace ofa
