#pragma once

#include "latency/table.h"
#include "search/additive.h"
#include "search/range.h"

namespace ofa {

// A metric that follows from an arch's resolution, picks and blocks alone: their sum, or the
// largest of blocks'. Of archs that are open in the space.
class BlockMetric {
 public:
  BlockMetric(const Space& space, std::shared_ptr<const Variants> variants, Additive additive,
              Join join = Join::kSum);

  double operator()(const Arch& arch) const;
  // The least or the most that archs reach, at each open resolution.
  std::vector<Extreme> extremes(bool most) const;

  const Additive& additive() const { return additive_; }
  const Variants& variants() const { return *variants_; }
  Join join() const { return join_; }

 private:
  const Space& space_;
  std::shared_ptr<const Variants> variants_;
  Additive additive_;
  Join join_;
};

}  // namespace ofa
