#pragma once

#include <vector>

#include "graph/cost.h"
#include "space/variants.h"

namespace ofa {

// Costs of archs by looking up their blocks, each computed when it is first seen. For one thread.
class CostTable {
 public:
  explicit CostTable(const Space& space);

  Cost operator()(const Arch& arch);

 private:
  const Space& space_;
  Variants variants_;
  std::vector<Cost> blocks_;
  std::vector<bool> known_;
  std::vector<int64_t> numbers_;
};

}  // namespace ofa
