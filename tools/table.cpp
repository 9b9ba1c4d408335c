#include "tools/table.h"

#include <algorithm>

namespace ofa {
namespace {

size_t num_characters(const std::string& text) {
  return std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
}

}  // namespace

std::string format_table(const std::vector<std::vector<std::string>>& rows,
                         const std::string& sides, int indent) {
  std::vector<size_t> widths;
  for (const auto& row : rows)
    for (size_t i = 0; i < row.size(); ++i) {
      if (i == widths.size()) widths.push_back(0);
      widths[i] = std::max(widths[i], num_characters(row[i]));
    }
  std::string text;
  for (const auto& row : rows) {
    std::string line(indent, ' ');
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - num_characters(row[i]), ' ');
      line += (i ? "  " : "") + (sides[i] == '>' ? padding + row[i] : row[i] + padding);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string histogram(const std::vector<double>& values, int bins) {
  static const char* const kHeights[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const auto [low, high] = std::ranges::minmax(values);
  std::vector<int> counts(bins, 0);
  for (const double value : values) {
    const double share = high > low ? (value - low) / (high - low) : 0;
    ++counts[std::min(bins - 1, static_cast<int>(share * bins))];
  }
  const int most = std::ranges::max(counts);
  std::string drawing;
  for (const int count : counts) drawing += kHeights[(count * 8 + most - 1) / most];
  return drawing;
}

}  // namespace ofa
