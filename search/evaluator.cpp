#include "search/evaluator.h"

#include <tbb/parallel_for.h>

#include <cmath>

#include "core/error.h"
#include "space/arch_text.h"

namespace ofa {
namespace {

constexpr size_t kChunk = 64;

std::vector<double> scores_of(const Metric& metric, std::span<const Arch> archs) {
  std::vector<double> scores(archs.size());
  if (metric.alone) {
    metric.score(archs, scores);
    return scores;
  }
  tbb::parallel_for(size_t{0}, (archs.size() + kChunk - 1) / kChunk, [&](size_t chunk) {
    const size_t first = chunk * kChunk, count = std::min(kChunk, archs.size() - first);
    metric.score(archs.subspan(first, count), std::span(scores).subspan(first, count));
  });
  return scores;
}

}  // namespace

std::vector<Candidate> Evaluator::operator()(std::span<const Arch> archs) const {
  std::vector<Candidate> candidates(archs.size());
  for (size_t i = 0; i < archs.size(); ++i) candidates[i].arch = archs[i];
  for (const Metric& metric : problem_.metrics) {
    const std::vector<double> scores = scores_of(metric, archs);
    for (size_t i = 0; i < archs.size(); ++i) {
      if (!std::isfinite(scores[i]))
        throw Error("{} of {} is {}", metric.name, to_text(space_, archs[i]), scores[i]);
      candidates[i].metrics.push_back(scores[i]);
    }
  }
  for (Candidate& candidate : candidates) {
    for (const auto& [metric, maximise] : problem_.objectives)
      candidate.goals.push_back(maximise ? -candidate.metrics[metric] : candidate.metrics[metric]);
    candidate.violation = violation(problem_, candidate.metrics);
  }
  return candidates;
}

}  // namespace ofa
