#pragma once

#include <vector>

#include "graph/graph.h"
#include "space/space.h"

namespace ofa {

// What the shared weights of a space are: every parameter that some arch reads, each axis at its
// widest.
struct Supernet : Parameters {
  // Dims that some arch joins by an identity add, so that their channels are the same channels. A
  // dim that is joined to none is a class by itself.
  std::vector<std::vector<DimId>> classes;
};

Supernet lower_supernet(const Space& space);

}  // namespace ofa
