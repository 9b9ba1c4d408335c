#include "rugged.h"

#include <algorithm>

#include "space/sample.h"

namespace ofa {

Rugged::Rugged(const Space& space, const Arch& target, uint64_t seed)
    : space_(space),
      target_(levels_of(target)),
      decoy_(levels_of(random_arch(space, seed, /*index=*/1))) {
  num_levels_.push_back(static_cast<int>(space.resolutions.size()));
  for (const Choice& choice : space.choices) num_levels_.push_back(choice.num_candidates() + 1);
  Random random(seed, "rugged");
  const std::vector<int64_t> order = permutation(std::ssize(num_levels_), random);
  for (size_t i = 0; i < order.size(); i += 2)
    add_pair(order[i], order[(i + 1) % order.size()], [&](int num_right, bool decoy) {
      if (num_right == 1) return 1.0;
      return decoy ? 0.3 : 0.5 + 0.3 * random.uniform();
    });
  for (size_t i = 0; i < order.size(); ++i)
    add_pair(order[i], order[(i + 3) % order.size()],
             [&](int, bool decoy) { return decoy ? 0 : 0.1 * random.uniform(); });
}

template <typename CostOf>
void Rugged::add_pair(int first, int second, const CostOf& cost_of) {
  Pair pair{first, second, {}};
  for (int i = 0; i < num_levels_[first]; ++i)
    for (int j = 0; j < num_levels_[second]; ++j) {
      const int num_right = (i == target_[first]) + (j == target_[second]);
      const bool decoy = i == decoy_[first] && j == decoy_[second];
      pair.costs.push_back(num_right == 2 ? 0 : cost_of(num_right, decoy));
    }
  pairs_.push_back(std::move(pair));
}

double Rugged::operator()(const Arch& arch) const {
  const Levels levels = levels_of(arch);
  double cost = 0;
  for (const Pair& pair : pairs_)
    cost += pair.costs[levels[pair.first] * num_levels_[pair.second] + levels[pair.second]];
  for (size_t gene = 0; gene < levels.size(); ++gene)
    if (levels[gene] == decoy_[gene] && decoy_[gene] != target_[gene]) cost -= 0.1;
  return cost;
}

Rugged::Levels Rugged::levels_of(const Arch& arch) const {
  const auto resolution = std::ranges::lower_bound(space_.resolutions, arch.resolution);
  Levels levels{static_cast<int>(resolution - space_.resolutions.begin())};
  for (const int8_t pick : arch.picks) levels.push_back(pick + 1);
  return levels;
}

}  // namespace ofa
