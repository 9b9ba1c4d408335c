#include "data/split.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "core/format.h"

namespace ofa {
namespace {

std::vector<int64_t> part_indices(const Source& source, SourcePart part) {
  std::vector<int64_t> indices(source.count(part));
  std::iota(indices.begin(), indices.end(), source.first(part));
  return indices;
}

void hold_out(const Amount& held_out, uint64_t seed, SplitIndices& split) {
  const auto num_images = static_cast<int64_t>(split.train.size());
  const int64_t count = held_out.of(num_images);
  const std::string asked = to_flow(dump(held_out));
  if (count >= num_images) {
    throw Error("data.validation: {} of {} training images would leave none to train on", asked,
                with_thousands(num_images));
  }
  if (count == 0) {
    throw Error("data.validation: {} of {} training images leaves none to evaluate on", asked,
                with_thousands(num_images));
  }
  Random random(seed, "validation split");
  split.validation = draw(split.train, count, random);
  std::vector<int64_t> rest;
  std::ranges::set_difference(split.train, split.validation, std::back_inserter(rest));
  split.train = std::move(rest);
}

}  // namespace

const std::vector<int64_t>& SplitIndices::of(Split split) const {
  return split == Split::kTrain ? train : split == Split::kValidation ? validation : test;
}

SplitIndices split_images(const Source& source, const std::optional<Amount>& held_out,
                          uint64_t seed) {
  SplitIndices split{part_indices(source, SourcePart::kTrain),
                     part_indices(source, SourcePart::kValidation),
                     part_indices(source, SourcePart::kTest)};
  if (held_out) hold_out(*held_out, seed, split);
  return split;
}

std::vector<int64_t> draw(const std::vector<int64_t>& values, int64_t count, Random& random) {
  std::vector<int64_t> order = permutation(static_cast<int64_t>(values.size()), random);
  order.resize(std::min<size_t>(order.size(), count));
  std::ranges::sort(order);
  for (int64_t& place : order) place = values[place];
  return order;
}

}  // namespace ofa
