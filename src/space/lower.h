#pragma once

#include "graph/graph.h"
#include "space/arch.h"

namespace ofa {

// The operations that an arch stands for, at its resolution. A pure function.
Graph lower(const Space& space, const Arch& arch);

// A place in a network that holds a block: a stage's b-th, an entry of the stem, or the whole head.
struct Slot {
  int part = 0;  // of the head: its first
  int block = 0;
};
std::vector<Slot> slots(const Space& space);

// One block by itself, given a map of this size; its channels follow from the arch.
Graph lower_slot(const Space& space, const Arch& arch, const Slot& slot, int height, int width);

}  // namespace ofa
