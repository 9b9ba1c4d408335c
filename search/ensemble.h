#pragma once

#include <span>
#include <vector>

#include "search/dense.h"

namespace ofa {

// Networks that are asked the same, and whose mean is the answer.
class Ensemble {
 public:
  explicit Ensemble(const std::vector<Layers>& members);

  // One number a row, and the members' standard deviation from it.
  void operator()(const Codes& codes, std::span<double> means, std::span<double> spreads) const;

 private:
  std::vector<DenseNetwork> members_;
};

}  // namespace ofa
