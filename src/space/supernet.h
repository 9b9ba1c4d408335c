#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "space/space.h"

namespace ofa {

// What the shared weights of a space are: every parameter that some arch reads, each axis at its
// widest.
struct SharedParameters : Parameters {
  // Dims that some arch joins by an identity add, so that their channels are the same channels. A
  // dim that is joined to none is a class by itself.
  std::vector<std::vector<DimId>> classes;

  // The scales of norms that end a residual branch, just before it is added.
  std::vector<ParamId> residual_scales;
};

SharedParameters lower_supernet(const Space& space);

// The sizes that each dim takes, by its name, in archs of the space; of a restricted space, in
// those that are open.
using DimSizes = std::map<std::string, std::set<int64_t>>;
DimSizes dim_sizes(const Space& space);

}  // namespace ofa
