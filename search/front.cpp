#include "search/front.h"

#include <algorithm>
#include <cmath>

#include "core/statistics.h"
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
    json[latency.metric] = {{"predicted", latency.predicted_ms},
                            {"measured", latency.ms},
                            {"noise", latency.noise * latency.ms}};
  return json;
}

Json limits_json(const SearchConfig& config) {
  Json limits = Json::array();
  for (const LimitConfig& limit : config.limits)
    limits.push_back(Codec<LimitConfig>::dump(limit).text);
  return limits;
}

}  // namespace

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

std::vector<size_t> spread_members(size_t size, size_t best, size_t count) {
  std::vector<size_t> members = spread_places(size, count);
  const auto distance = [&](size_t member) {
    return std::max(member, best) - std::min(member, best);
  };
  if (!members.empty()) *std::ranges::min_element(members, {}, distance) = best;
  return members;
}

std::optional<double> measured_latency(const FrontMember& member, const std::string& metric) {
  if (member.measured)
    for (const MeasuredMember::Latency& latency : member.measured->latencies)
      if (latency.metric == metric) return latency.ms;
  return {};
}

bool misses_limit(const Problem& problem, const FrontMember& member) {
  return std::ranges::any_of(problem.limits, [&](const Limit& limit) {
    const std::string& metric = problem.metrics[limit.metric].name;
    const auto is_missed_by = [&](double value, double noise) {
      const double over = value - limit.value;
      return (limit.at_most ? over : -over) > noise;
    };
    if (const auto ms = measured_latency(member, metric)) return is_missed_by(*ms, 0);
    if (metric != "accuracy" || !member.measured || !member.measured->accuracy) return false;
    const MeasuredAccuracy& accuracy = *member.measured->accuracy;
    return is_missed_by(accuracy.accuracy, accuracy_noise(accuracy));
  });
}

double accuracy_noise(const MeasuredAccuracy& accuracy) {
  const double p = accuracy.accuracy;
  return std::sqrt(p * (1 - p) / static_cast<double>(std::max<int64_t>(accuracy.images, 1)));
}

std::vector<size_t> ties_with_best(const Problem& problem, const Front& front) {
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
    if (i != front.best && front.members[i].measured && !misses_limit(problem, front.members[i]) &&
        is_tie(*front.members[i].measured))
      ties.push_back(i);
  return ties;
}

Json to_json(const SearchSetUp& set_up, const Front& front) {
  Json members = Json::array();
  for (const FrontMember& member : front.members) {
    Json json{{"arch", to_text(set_up.space, member.candidate.arch)}};
    for (size_t i = 0; i < front.metrics.size(); ++i)
      json[front.metrics[i]] = member.candidate.metrics[i];
    if (member.measured) {
      json["measured"] = measured_json(*member.measured);
      json["measured"]["keeps_limits"] = !misses_limit(set_up.problem, member);
    }
    members.push_back(std::move(json));
  }
  return {{"format", kFrontFormat},
          {"space", front.space},
          {"limits", limits_json(front.config)},
          {"seed", front.config.seed},
          {"evaluations", front.evaluations},
          {"seconds", front.seconds},
          {"best", front.best},
          {"tied_with_best", ties_with_best(set_up.problem, front)},
          {"front", std::move(members)}};
}

}  // namespace ofa
