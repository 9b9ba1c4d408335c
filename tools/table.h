#pragma once

#include <string>
#include <vector>

namespace ofa {

// Rows of cells in aligned columns, two blanks between them and `indent` before; "<" or ">" a
// column says to which side its cells lean. Widths count characters, not bytes.
std::string format_table(const std::vector<std::vector<std::string>>& rows,
                         const std::string& sides, int indent = 2);

// How many values fall into each of `bins` equal parts of their range, drawn with blocks:
// "▁▄█▇▅▃▂▁".
std::string histogram(const std::vector<double>& values, int bins);

}  // namespace ofa
