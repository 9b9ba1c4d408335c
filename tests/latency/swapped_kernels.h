#pragma once

#include "latency/table.h"

namespace ofa {

// Times of blocks that differ in kernels 3 and 7 alone, exchanged: what a table is assessed for
// must be seen then.
inline Table with_kernels_swapped(const Table& table) {
  Table swapped = table;
  for (auto& [key, time] : swapped.blocks) {
    std::string other = key;
    const size_t place = key.find(" dw") + 3;
    if (place < 3 || (key[place] != '3' && key[place] != '7')) continue;
    other[place] = key[place] == '3' ? '7' : '3';
    const auto found = table.blocks.find(other);
    if (found != table.blocks.end()) time = found->second;
  }
  return swapped;
}

}  // namespace ofa
