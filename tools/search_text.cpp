#include "tools/search_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/format.h"
#include "space/arch_text.h"
#include "tools/table.h"

namespace ofa {
namespace {

std::string mark_of(const Front& front, const std::vector<size_t>& ties, size_t member) {
  if (member == front.best) return "*";
  return std::ranges::find(ties, member) == ties.end() ? "" : "=";
}

// What was measured of a metric; empty where it was not.
std::string measured_text(const Metric& metric, const FrontMember& member) {
  if (!member.measured) return "";
  if (metric.name == "accuracy" && member.measured->accuracy)
    return shown(metric, member.measured->accuracy->accuracy);
  for (const MeasuredMember::Latency& latency : member.measured->latencies)
    if (latency.metric == metric.name) return shown(metric, latency.ms);
  return "";
}

double predicted_value(const Metric& metric, const FrontMember& member, double searched) {
  if (member.measured)
    for (const MeasuredMember::Latency& latency : member.measured->latencies)
      if (latency.metric == metric.name) return latency.predicted_ms;
  return searched;
}

// The columns of those metrics that are wanted or limited.
std::vector<int> told_metrics(const Problem& problem) {
  std::vector<int> told;
  const auto add = [&](int metric) {
    if (std::ranges::find(told, metric) == told.end()) told.push_back(metric);
  };
  for (const Objective& objective : problem.objectives) add(objective.metric);
  for (const Limit& limit : problem.limits) add(limit.metric);
  return told;
}

}  // namespace

std::string reach_text(const Problem& problem, const std::vector<Reach>& reach) {
  std::vector<std::string> parts;
  for (const int id : told_metrics(problem)) {
    if (static_cast<size_t>(id) >= reach.size()) continue;
    const Metric& metric = problem.metrics[id];
    parts.push_back(fmt::format("{} {} .. {}{}", metric.name, shown(metric, reach[id].least.value),
                                shown(metric, reach[id].most.value),
                                reach[id].exact ? "" : " (about)"));
  }
  return fmt::format("reachable: {}", fmt::join(parts, ", "));
}

std::string candidate_text(const SearchSetUp& set_up, const Candidate& candidate) {
  std::vector<std::string> parts;
  for (const int id : told_metrics(set_up.problem)) {
    const Metric& metric = set_up.problem.metrics[id];
    parts.push_back(fmt::format("{} {}", metric.name, shown(metric, candidate.metrics[id])));
  }
  return fmt::format("{}: {}", to_text(set_up.space, candidate.arch), fmt::join(parts, ", "));
}

std::string predictor_text(const PredictorParts& parts) {
  if (!parts.quality) return "its error is unknown\n";
  const PredictorQuality& quality = *parts.quality;
  std::string text = fmt::format(
      "{} on {} archs: error {:.2f} points where archs differ by {:.2f}, Kendall {:.2f}, Spearman "
      "{:.2f} on archs that it was not fitted on\n",
      quality.kind, parts.samples, 100 * quality.rmse, 100 * quality.deviation, quality.kendall,
      quality.spearman);
  text += fmt::format("Kendall of MACs alone {:.2f}", quality.macs_kendall);
  if (quality.halves_kendall)
    text += fmt::format(", of two measurements on half of the images each {:.2f}",
                        *quality.halves_kendall);
  return text + "\n";
}

Json to_json(const PredictorParts& parts) {
  Json json{
      {"format", "ofa-predictor-quality/1"}, {"space", parts.space}, {"samples", parts.samples}};
  if (!parts.quality) return json;
  const PredictorQuality& quality = *parts.quality;
  json["kind"] = quality.kind;
  json["rmse"] = quality.rmse;
  json["kendall"] = quality.kendall;
  json["spearman"] = quality.spearman;
  json["macs_kendall"] = quality.macs_kendall;
  json["halves_kendall"] = quality.halves_kendall ? Json(*quality.halves_kendall) : Json();
  return json;
}

std::string front_text(const SearchSetUp& set_up, const Front& front,
                       const std::vector<size_t>& members, const std::string& folder) {
  const std::vector<int> told = told_metrics(set_up.problem);
  const std::vector<size_t> ties = ties_with_best(front);
  std::vector<std::vector<std::string>> rows{{"", ""}};
  std::string sides = "><";
  for (const int id : told) {
    const std::string& name = set_up.problem.metrics[id].name;
    rows[0].push_back(name);
    const bool can_be_measured = name == "accuracy" || name.ends_with("latency_ms");
    if (can_be_measured) rows[0].push_back("measured");
    sides += can_be_measured ? ">>" : ">";
  }
  rows[0].push_back("arch");
  sides += "<";
  std::vector<size_t> shown_members = members;
  if (std::ranges::find(members, front.best) == members.end()) shown_members.push_back(front.best);
  for (const size_t number : shown_members) {
    const FrontMember& member = front.members[number];
    std::vector<std::string> cells{std::to_string(number + 1), mark_of(front, ties, number)};
    for (const int id : told) {
      const Metric& metric = set_up.problem.metrics[id];
      cells.push_back(shown(metric, predicted_value(metric, member, member.candidate.metrics[id])));
      if (metric.name == "accuracy" || metric.name.ends_with("latency_ms"))
        cells.push_back(measured_text(metric, member));
    }
    cells.push_back(to_text(set_up.space, member.candidate.arch));
    rows.push_back(std::move(cells));
  }
  std::string text = fmt::format(
      "{}: {} archs in {}, {} of them the front\n", name_of(front.config.algorithm.name),
      with_thousands(front.evaluations), human_duration(front.seconds), front.members.size());
  text += format_table(rows, sides);
  text += "  * the best that keeps the limits";
  if (!ties.empty()) text += "   = tied with * within noise";
  const bool has_best = !front.config.run.empty();
  return text +
         fmt::format("\nwrote {0}/front.json{1}     next: {2}\n", folder, has_best ? ", best/" : "",
                     has_best ? fmt::format("ofa export {}/best --out best.onnx", folder)
                              : fmt::format("ofa describe {} --arch {}", front.space,
                                            to_text(set_up.space,
                                                    front.members[front.best].candidate.arch)));
}

}  // namespace ofa
