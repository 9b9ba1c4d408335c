#include "graph/graph.h"

#include <algorithm>

namespace ofa {

int64_t Parameters::widest_size(const Parameter& parameter) const {
  int64_t size = 1;
  for (const Axis& axis : parameter.axes) size *= dims[axis.dim].widest;
  return size;
}

int64_t Parameters::active_size(const Parameter& parameter) const {
  int64_t size = 1;
  for (const Axis& axis : parameter.axes) size *= dims[axis.dim].active;
  return size;
}

std::vector<int64_t> Parameters::active_sizes(const Parameter& parameter) const {
  std::vector<int64_t> sizes;
  for (const Axis& axis : parameter.axes) sizes.push_back(dims[axis.dim].active);
  return sizes;
}

const char* name(Act act) {
  switch (act) {
    case Act::kNone:
      return "none";
    case Act::kRelu:
      return "relu";
    case Act::kRelu6:
      return "relu6";
    case Act::kHSwish:
      return "h_swish";
    case Act::kSwish:
      return "swish";
    case Act::kSigmoid:
      return "sigmoid";
    case Act::kHSigmoid:
      return "h_sigmoid";
  }
  return "?";
}

// The first operation of a block reads what the block is given.
ValueId Graph::block_input(const Block& block) const {
  return ops[block.first_op].inputs.front();
}

}  // namespace ofa
