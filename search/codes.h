#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ofa {

// Codes of archs, one a row: where their ones stand, in an order that the arch alone decides. All
// else is zero but for the last feature, which may be a real number.
struct Codes {
  int width = 0;             // number of features, the real one included
  std::vector<int> ones;     // of one row after the other
  std::vector<size_t> ends;  // where each row's end
  std::vector<float> reals;  // one a row, or none at all

  size_t rows() const { return ends.size(); }
  bool has_real() const { return !reals.empty(); }
  std::span<const int> ones_of(size_t row) const {
    const size_t begin = row == 0 ? 0 : ends[row - 1];
    return std::span(ones).subspan(begin, ends[row] - begin);
  }
};

// These rows alone.
Codes some_of(const Codes& codes, std::span<const size_t> rows);

}  // namespace ofa
