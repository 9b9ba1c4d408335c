#include "search/dominance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ofa {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Fronts are filled best first, so its last members are those most like the other.
bool any_dominates(std::span<const Candidate> candidates, const std::vector<int>& front,
                   const Candidate& other) {
  return std::any_of(front.rbegin(), front.rend(),
                     [&](int member) { return dominates(candidates[member], other); });
}

// A point of goals, and where it stands in its front.
struct Point {
  const std::vector<double>* goals;
  size_t place;
};

std::vector<Point> distinct_points(std::span<const Candidate> candidates,
                                   std::span<const int> front) {
  std::vector<Point> points;
  for (size_t i = 0; i < front.size(); ++i) points.push_back({&candidates[front[i]].goals, i});
  const auto goals = [](const Point& point) -> const auto& {
    return *point.goals;
  };
  std::ranges::stable_sort(points, {}, goals);
  const auto repeated = std::ranges::unique(points, {}, goals);
  points.erase(repeated.begin(), repeated.end());
  return points;
}

// Half of what lies between: whole, it may be more than numbers reach. Between equal infinities
// lies no number.
double half_span(double low, double high) {
  return high / 2 - low / 2;
}

double half_extent(std::span<const Point> ascending, size_t goal) {
  double low = kInfinity, high = -kInfinity;
  for (const Point& point : ascending) {
    const double value = (*point.goals)[goal];
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  return low < high ? half_span(low, high) : 0;
}

}  // namespace

// Efficient non-dominated sorting (Zhang et al., 2015): in the order of violations and goals, what
// dominates a candidate comes before it; and all fronts before its own dominate it, so that
// halving finds it.
std::vector<std::vector<int>> sort_fronts(std::span<const Candidate> candidates) {
  std::vector<int> order(candidates.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, [&](int i, int j) {
    const Candidate &a = candidates[i], &b = candidates[j];
    return a.violation != b.violation ? a.violation < b.violation : a.goals < b.goals;
  });
  std::vector<std::vector<int>> fronts;
  for (const int number : order) {
    const auto own = std::ranges::partition_point(fronts, [&](const std::vector<int>& front) {
      return any_dominates(candidates, front, candidates[number]);
    });
    if (own == fronts.end()) {
      fronts.push_back({number});
    } else {
      own->push_back(number);
    }
  }
  for (std::vector<int>& front : fronts) std::ranges::sort(front);
  return fronts;
}

std::vector<double> crowding_distances(std::span<const Candidate> candidates,
                                       std::span<const int> front) {
  std::vector<double> distances(front.size());
  std::vector<Point> points = distinct_points(candidates, front);
  for (size_t goal = 0; !points.empty() && goal < points[0].goals->size(); ++goal) {
    const auto value = [goal](const Point& point) { return (*point.goals)[goal]; };
    std::ranges::sort(points, [&](const Point& a, const Point& b) {
      return value(a) != value(b) ? value(a) < value(b) : *a.goals < *b.goals;
    });
    const double extent = half_extent(points, goal);
    distances[points.front().place] = distances[points.back().place] = kInfinity;
    for (size_t i = 1; i + 1 < points.size(); ++i) {
      const double gap = half_span(value(points[i - 1]), value(points[i + 1]));
      if (gap > 0) distances[points[i].place] += gap / extent;
    }
  }
  return distances;
}

}  // namespace ofa
