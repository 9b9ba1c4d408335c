#include "trainers/health.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ofa {
namespace {

std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](size_t i) { return values[i]; });
  std::vector<double> ranks(values.size());
  for (size_t first = 0; first < order.size();) {
    size_t last = first;
    while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
    for (size_t i = first; i <= last; ++i) ranks[order[i]] = static_cast<double>(first + last) / 2;
    first = last + 1;
  }
  return ranks;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double n = static_cast<double>(a.size());
  const double mean_a = std::reduce(a.begin(), a.end()) / n;
  const double mean_b = std::reduce(b.begin(), b.end()) / n;
  double ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

}  // namespace

double spearman(const std::vector<double>& a, const std::vector<double>& b) {
  return correlation(ranks(a), ranks(b));
}

Health judge(const HealthInput& input, const Progression& before) {
  Health health;
  const size_t random = input.random.size();
  if (input.max && input.min) health.gap = *input.max - *input.min;
  if (random > 2 && random == before.last_accuracies.size())
    health.rank_agreement = spearman(input.random, before.last_accuracies);

  constexpr double kStarving = 0.15, kNegligible = 0.05, kRising = 1.05, kSettled = 0.9;
  const auto remark = [&](const char* text) { health.remarks.push_back(text); };
  if (input.max && *input.max < 2 * input.chance)
    remark("no better than chance yet; if it stays, lower lr");
  else if (input.trains_smallest && health.gap && *health.gap > kStarving)
    remark("smallest starves: sample min, or train longer with these choices open");
  else if (health.gap && *health.gap < 0)
    remark("largest is behind the smallest: sample max");
  if (input.distills && input.losses.soft < kNegligible * input.labels_weight * input.losses.hard)
    remark("distillation is negligible: raise the weights of distill.terms");
  if (before.last_loss > 0 && input.losses.hard > kRising * before.last_loss)
    remark("loss rises: lower lr");
  if (health.remarks.empty())
    remark(health.rank_agreement.value_or(0) > kSettled ? "converging, ranks are settled"
                                                        : "converging");
  return health;
}

}  // namespace ofa
