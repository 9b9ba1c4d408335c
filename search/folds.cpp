#include "search/folds.h"

#include <unordered_map>

#include "core/random.h"

namespace ofa {

std::vector<int> draw_folds(std::span<const Arch> archs, int num_folds, uint64_t seed) {
  std::unordered_map<Arch, int64_t, ArchHash> numbers;
  for (const Arch& arch : archs) numbers.try_emplace(arch, std::ssize(numbers));
  Random random(seed, "folds");
  const std::vector<int64_t> order = permutation(std::ssize(numbers), random);
  std::vector<int> folds;
  for (const Arch& arch : archs)
    folds.push_back(static_cast<int>(order[numbers.at(arch)] % num_folds));
  return folds;
}

}  // namespace ofa
