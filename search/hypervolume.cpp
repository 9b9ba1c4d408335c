#include "search/hypervolume.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

namespace ofa {
namespace {

constexpr size_t kMostGoals = 4;

// What a point dominates, by its extent in each goal; 1 in those that there are not.
using Box = std::array<double, kMostGoals>;

std::vector<Box> boxes_below(const std::vector<double>& reference,
                             const std::vector<std::vector<double>>& points) {
  std::vector<Box> boxes;
  for (const std::vector<double>& point : points) {
    if (point.size() != reference.size())
      throw std::logic_error("hypervolume: a point with other goals than the reference");
    Box box{1, 1, 1, 1};
    bool is_below = true;
    for (size_t goal = 0; goal < reference.size(); ++goal) {
      box[goal] = reference[goal] - point[goal];
      is_below &= point[goal] < reference[goal];
    }
    if (is_below) boxes.push_back(box);
  }
  return boxes;
}

bool is_infinite(const Box& box) {
  return std::ranges::any_of(box, [](double extent) { return std::isinf(extent); });
}

// The union of rectangles that share a corner, each a step out further and less high.
class Staircase {
 public:
  // The area that a rectangle adds.
  double add(double x, double y) {
    auto right = std::ranges::lower_bound(steps_, x, {}, &Step::x);
    if (right != steps_.end() && right->y >= y) return 0;
    if (right != steps_.end() && right->x == x) ++right;
    double height = right == steps_.end() ? 0 : right->y;
    double edge = x, gained = 0;
    auto left = right;
    for (; left != steps_.begin() && std::prev(left)->y <= y; --left) {
      gained += (edge - std::prev(left)->x) * (y - height);
      edge = std::prev(left)->x;
      height = std::prev(left)->y;
    }
    gained += (edge - (left == steps_.begin() ? 0 : std::prev(left)->x)) * (y - height);
    steps_.insert(steps_.erase(left, right), {x, y});
    return gained;
  }

 private:
  struct Step {
    double x, y;
  };
  std::vector<Step> steps_;
};

// Of the boxes that reach at least so far in the last goal, by their third: its slices from the
// farthest in, each as large as the staircase of those that reach it.
double volume(const std::vector<Box>& by_third, double least_last) {
  Staircase staircase;
  double area = 0, volume = 0, edge = 0;
  for (const Box& box : by_third) {
    if (box[3] < least_last) continue;
    volume += area * (edge - box[2]);
    edge = box[2];
    area += staircase.add(box[0], box[1]);
  }
  return volume + area * edge;
}

}  // namespace

double hypervolume(const std::vector<std::vector<double>>& points,
                   const std::vector<double>& reference) {
  if (reference.empty() || reference.size() > kMostGoals)
    throw std::logic_error("hypervolume: of one to four goals");
  std::vector<Box> boxes = boxes_below(reference, points);
  if (std::ranges::any_of(boxes, is_infinite)) return std::numeric_limits<double>::infinity();
  std::ranges::sort(boxes, std::greater(), [](const Box& box) { return box[2]; });
  std::vector<double> reaches;
  for (const Box& box : boxes) reaches.push_back(box[3]);
  std::ranges::sort(reaches, std::greater());
  const auto repeated = std::ranges::unique(reaches);
  reaches.erase(repeated.begin(), repeated.end());
  double sum = 0;
  for (size_t i = 0; i < reaches.size(); ++i) {
    const double next = i + 1 < reaches.size() ? reaches[i + 1] : 0;
    sum += volume(boxes, reaches[i]) * (reaches[i] - next);
  }
  return sum;
}

}  // namespace ofa
