#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/random.h"
#include "data/config.h"
#include "data/source.h"

namespace ofa {

enum class Split { kTrain, kValidation, kTest };
constexpr auto names_of(Split) {
  return std::array{std::pair{Split::kTrain, "train"}, std::pair{Split::kValidation, "validation"},
                    std::pair{Split::kTest, "test"}};
}

// Which images of a source are in each split, in ascending order.
struct SplitIndices {
  std::vector<int64_t> train, validation, test;

  const std::vector<int64_t>& of(Split split) const;
};

// Validation images are drawn from those for training by seed, unless `held_out` is null and the
// source has a validation part of its own. Throws where a split would be empty.
SplitIndices split_images(const Source& source, const std::optional<Amount>& held_out,
                          uint64_t seed);

// `count` of the values (all, if there are fewer), drawn by seed, in their old order.
std::vector<int64_t> draw(const std::vector<int64_t>& values, int64_t count, Random& random);

}  // namespace ofa
