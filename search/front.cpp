#include "search/front.h"

#include <algorithm>
#include <cmath>

#include "space/arch_text.h"

namespace ofa {
namespace {

Json measured_json(const MeasuredMember& measured) {
  Json json = Json::object();
  if (measured.accuracy) {
    json["accuracy"] = measured.accuracy->accuracy;
    json["accuracy_noise"] = accuracy_noise(*measured.accuracy);
    json["images"] = measured.accuracy->images;
  }
  if (measured.test_accuracy) json["test_accuracy"] = *measured.test_accuracy;
  for (const MeasuredMember::Latency& latency : measured.latencies)
    json[latency.metric] = {
        {"predicted", latency.predicted_ms}, {"measured", latency.ms}, {"noise", latency.noise}};
  return json;
}

Json limits_json(const SearchConfig& config) {
  Json limits = Json::array();
  for (const LimitConfig& limit : config.limits)
    limits.push_back(Codec<LimitConfig>::dump(limit).text);
  return limits;
}

}  // namespace

int Front::metric(const std::string& name) const {
  const auto found = std::ranges::find(metrics, name);
  return found == metrics.end() ? -1 : static_cast<int>(found - metrics.begin());
}

Front front_of(const SearchSetUp& set_up, const SearchConfig& config, const SearchResult& result) {
  Front front{.config = config,
              .space = set_up.space.name,
              .evaluations = result.generations.back().evaluations,
              .seconds = result.generations.back().seconds};
  for (const Metric& metric : set_up.problem.metrics) front.metrics.push_back(metric.name);
  for (Candidate& candidate : result.archive.front())
    front.members.push_back({std::move(candidate), {}});
  std::ranges::reverse(front.members);
  front.best = front.members.empty() ? 0 : front.members.size() - 1;
  return front;
}

std::vector<size_t> spread_members(size_t size, size_t count) {
  const size_t wanted = std::min(count, size);
  std::vector<size_t> members;
  for (size_t i = 0; i < wanted; ++i)
    members.push_back(wanted > 1 ? i * (size - 1) / (wanted - 1) : size - 1);
  return members;
}

std::vector<size_t> spread_members(const Front& front, size_t count) {
  return spread_members(front.members.size(), count);
}

double accuracy_noise(const MeasuredAccuracy& accuracy) {
  const double p = accuracy.accuracy;
  return std::sqrt(p * (1 - p) / static_cast<double>(std::max<int64_t>(accuracy.images, 1)));
}

std::vector<size_t> ties_with_best(const Front& front) {
  std::vector<size_t> ties;
  if (front.members.empty() || !front.members[front.best].measured) return ties;
  const MeasuredMember& best = *front.members[front.best].measured;
  const auto is_tie = [&](const MeasuredMember& other) {
    if (!best.accuracy || !other.accuracy) return false;
    if (std::abs(best.accuracy->accuracy - other.accuracy->accuracy) >
        accuracy_noise(*best.accuracy) + accuracy_noise(*other.accuracy))
      return false;
    if (best.latencies.size() != other.latencies.size()) return false;
    for (size_t i = 0; i < best.latencies.size(); ++i) {
      const auto &a = best.latencies[i], &b = other.latencies[i];
      if (std::abs(a.ms - b.ms) > a.noise * a.ms + b.noise * b.ms) return false;
    }
    return true;
  };
  for (size_t i = 0; i < front.members.size(); ++i)
    if (i != front.best && front.members[i].measured && is_tie(*front.members[i].measured))
      ties.push_back(i);
  return ties;
}

Json to_json(const Space& space, const Front& front) {
  Json members = Json::array();
  for (const FrontMember& member : front.members) {
    Json json{{"arch", to_text(space, member.candidate.arch)}};
    for (size_t i = 0; i < front.metrics.size(); ++i)
      json[front.metrics[i]] = member.candidate.metrics[i];
    if (member.measured) json["measured"] = measured_json(*member.measured);
    members.push_back(std::move(json));
  }
  return {{"format", kFrontFormat},
          {"space", front.space},
          {"limits", limits_json(front.config)},
          {"seed", front.config.seed},
          {"evaluations", front.evaluations},
          {"seconds", front.seconds},
          {"best", front.best},
          {"front", std::move(members)}};
}

}  // namespace ofa
