#include "verify/agreement.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace ofa {

Agreement compare(std::span<const float> expected, std::span<const float> found, int64_t classes) {
  if (expected.empty() || expected.size() != found.size())
    throw Error("expected {} logits, got {}", expected.size(), found.size());
  double scale = 0, largest = 0, sum = 0;
  for (const float logit : expected) scale = std::max(scale, std::abs(double{logit}));
  for (size_t i = 0; i < expected.size(); ++i) {
    const double difference = std::abs(double{expected[i]} - found[i]);
    // What is no number is as far off as can be.
    largest = std::isnan(difference) ? std::numeric_limits<double>::infinity()
                                     : std::max(largest, difference);
    sum += difference;
  }
  scale = std::max(scale, 1e-30);
  const std::vector<int64_t> a = top1(expected, classes), b = top1(found, classes);
  int64_t same = 0;
  for (size_t i = 0; i < a.size(); ++i) same += a[i] == b[i];
  return {static_cast<int64_t>(a.size()), largest / scale,
          sum / static_cast<double>(expected.size()) / scale,
          static_cast<double>(same) / static_cast<double>(a.size())};
}

std::vector<int64_t> top1(std::span<const float> logits, int64_t classes) {
  std::vector<int64_t> best;
  for (size_t first = 0; first < logits.size(); first += static_cast<size_t>(classes)) {
    const auto row = logits.subspan(first, static_cast<size_t>(classes));
    best.push_back(std::ranges::max_element(row) - row.begin());
  }
  return best;
}

double accuracy(std::span<const float> logits, const std::vector<int64_t>& labels) {
  const std::vector<int64_t> best =
      top1(logits, static_cast<int64_t>(logits.size() / labels.size()));
  int64_t hits = 0;
  for (size_t i = 0; i < labels.size(); ++i) hits += best[i] == labels[i];
  return static_cast<double>(hits) / static_cast<double>(labels.size());
}

}  // namespace ofa
