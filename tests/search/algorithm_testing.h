#pragma once

#include <functional>
#include <map>
#include <string>
#include <unordered_set>

#include "search/algorithm.h"
#include "space/costs.h"

namespace ofa {

using MakeAlgorithm = std::unique_ptr<Algorithm> (*)(const Space&, const AlgorithmOptions&);
const std::map<std::string, MakeAlgorithm>& every_algorithm();

using ArchSet = std::unordered_set<Arch, ArchHash>;
using Score = std::function<Candidate(const Arch&)>;

// Generation by generation, until so many are scored or nothing is proposed.
Archive run(Algorithm& algorithm, const Score& score, size_t budget);

// Goals that add up over what an arch is made of: less of a random worth for each pick, MACs,
// parameters; the first `count` of them.
class AdditiveGoals {
 public:
  AdditiveGoals(const Space& space, int count, uint64_t seed);

  Candidate operator()(const Arch& arch);

 private:
  CostTable costs_;
  int count_;
  std::vector<std::vector<double>> worths_;  // [choice][candidate]
};

}  // namespace ofa
