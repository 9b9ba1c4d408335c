#include "search/linear_value.h"

#include <algorithm>

#include "core/error.h"
#include "search/encoder.h"
#include "search/ridge.h"

namespace ofa {
namespace {

// As if one more arch in ten thousand had said that all is alike.
constexpr double kLambda = 1e-4;

}  // namespace

double value(const Space& space, const LinearValue& linear, const Arch& arch) {
  const auto found = std::ranges::find(space.resolutions, arch.resolution);
  if (found == space.resolutions.end())
    throw Error("{}: resolution {} is not in its list", space.name, arch.resolution);
  double sum = linear.constant + linear.of_resolution[found - space.resolutions.begin()];
  for (size_t id = 0; id < arch.picks.size(); ++id)
    if (arch.picks[id] != kInactive) sum += linear.of_choice[id][arch.picks[id]];
  return sum;
}

LinearValue fit_linear(const Space& space, std::span<const Arch> archs,
                       std::span<const double> values) {
  const Encoder encoder(space, Encoding::kOneHot);
  Codes codes;
  encoder.encode(archs, codes);
  RidgeMoments moments(codes);
  for (size_t i = 0; i < archs.size(); ++i) moments.add(codes, i, values[i]);
  const Ridge ridge = solve_ridge(moments, kLambda * static_cast<double>(archs.size()));

  LinearValue linear{.constant = ridge.intercept};
  for (const int resolution : space.resolutions)
    linear.of_resolution.push_back(ridge.weights[encoder.place_of(resolution)]);
  for (size_t id = 0; id < space.choices.size(); ++id) {
    std::vector<double>& weights = linear.of_choice.emplace_back();
    for (int candidate = 0; candidate < space.choices[id].num_candidates(); ++candidate)
      weights.push_back(ridge.weights[encoder.place_of(id, candidate)]);
  }
  return linear;
}

}  // namespace ofa
