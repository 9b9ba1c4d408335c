#include "search/exact.h"

#include <algorithm>

#include "core/error.h"
#include "core/statistics.h"
#include "search/exact_setting.h"

namespace ofa {
namespace {

constexpr double kMostSteps = 2'000'000;

struct Point {
  const ExactSetting* setting;
  ExactSetting::End end;
};

std::vector<Point> front_of(const std::vector<ExactSetting>& settings) {
  std::vector<Point> points;
  for (const ExactSetting& setting : settings)
    for (const ExactSetting::End& end : setting.ends()) points.push_back({&setting, end});
  std::ranges::stable_sort(
      points, {}, [](const Point& point) { return std::pair(point.end.cost, -point.end.value); });
  float best = kNoValue;
  std::erase_if(points, [&](const Point& point) {
    if (point.end.value <= best) return true;
    best = point.end.value;
    return false;
  });
  return points;
}

}  // namespace

double most_rounding(const Space& space, const Variants& variants, double step) {
  return step * static_cast<double>(variants.places().size() + space.choices.size());
}

std::vector<Arch> exact_front(const Space& space, const Variants& variants, const Additive& value,
                              const Additive& cost, const ExactOptions& options) {
  if (options.most_cost / options.step > kMostSteps)
    throw Error("{} steps of {}; at most {}", options.most_cost / options.step, options.step,
                kMostSteps);
  const Chain chain(space, variants);
  std::vector<ExactSetting> settings;
  for (const Arch& arch : chain.settings())
    settings.emplace_back(space, variants, chain, arch, value, cost, options);
  const std::vector<Point> points = front_of(settings);
  std::vector<Arch> archs;
  for (const size_t place : spread_places(points.size(), options.points))
    archs.push_back(points[place].setting->arch_of(points[place].end));
  return archs;
}

}  // namespace ofa
