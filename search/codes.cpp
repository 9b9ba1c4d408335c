#include "search/codes.h"

namespace ofa {

Codes some_of(const Codes& codes, std::span<const size_t> rows) {
  Codes some{.width = codes.width};
  for (const size_t row : rows) {
    const std::span<const int> ones = codes.ones_of(row);
    some.ones.insert(some.ones.end(), ones.begin(), ones.end());
    some.ends.push_back(some.ones.size());
    if (codes.has_real()) some.reals.push_back(codes.reals[row]);
  }
  return some;
}

}  // namespace ofa
