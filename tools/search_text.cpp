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
  if (metric.name == "accuracy" && member.measured && member.measured->accuracy)
    return shown(metric, member.measured->accuracy->accuracy);
  const auto ms = measured_latency(member, metric.name);
  return ms ? shown(metric, *ms) : "";
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

bool can_be_measured(const Metric& metric) {
  return metric.name == "accuracy" || metric.name.ends_with("latency_ms");
}

std::vector<std::string> header_of(const SearchSetUp& set_up) {
  std::vector<std::string> header{"", ""};
  for (const int id : told_metrics(set_up.problem)) {
    const Metric& metric = set_up.problem.metrics[id];
    header.push_back(metric.name);
    if (can_be_measured(metric)) header.push_back("measured");
  }
  header.push_back("arch");
  return header;
}

std::vector<std::string> row_of(const SearchSetUp& set_up, const FrontMember& member) {
  std::vector<std::string> row;
  for (const int id : told_metrics(set_up.problem)) {
    const Metric& metric = set_up.problem.metrics[id];
    row.push_back(shown(metric, member.candidate.metrics[id]));
    if (can_be_measured(metric)) row.push_back(measured_text(metric, member));
  }
  row.push_back(to_text(set_up.space, member.candidate.arch));
  return row;
}

// What was written, and what to do with it.
std::string next_text(const SearchSetUp& set_up, const Front& front, const std::string& folder) {
  const std::string best = to_text(set_up.space, front.members[front.best].candidate.arch);
  if (front.config.run.empty())
    return fmt::format("wrote {}/front.json, report.html     next: ofa describe {} --arch {}\n",
                       folder, front.space, best);
  return fmt::format(
      "wrote {0}/front.json, best/, report.html     next: ofa export {0}/best --out best.onnx\n",
      folder);
}

}  // namespace

std::string reach_text(const Problem& problem, const std::vector<Reach>& reach) {
  std::vector<std::string> parts;
  for (const int id : told_metrics(problem)) {
    if (!reach[id].is_known) continue;
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

std::string predictor_line(const PredictorParts& parts) {
  if (!parts.quality) return "its error is unknown";
  const PredictorQuality& quality = *parts.quality;
  return fmt::format(
      "{} on {} archs; error {:.2f} points where archs differ by {:.2f}, Kendall {:.2f}, Spearman "
      "{:.2f} on archs that it was not fitted on",
      quality.kind, parts.samples, 100 * quality.rmse, 100 * quality.deviation, quality.kendall,
      quality.spearman);
}

std::string predictor_text(const PredictorParts& parts) {
  std::string text = predictor_line(parts) + "\n";
  if (!parts.quality) return text;
  text += fmt::format("Kendall of MACs alone {:.2f}", parts.quality->macs_kendall);
  if (parts.quality->halves_kendall)
    text += fmt::format(", of two measurements on half of the images each {:.2f}",
                        *parts.quality->halves_kendall);
  return text + "\n";
}

Json to_json(const PredictorParts& parts) {
  Json json = parts.quality ? to_json(*parts.quality) : Json::object();
  json["format"] = "ofa-predictor-quality/1";
  json["space"] = parts.space;
  json["samples"] = parts.samples;
  return json;
}

std::string front_text(const SearchSetUp& set_up, const Front& front,
                       const std::vector<size_t>& members, const std::string& folder) {
  const std::vector<size_t> ties = ties_with_best(set_up.problem, front);
  std::vector<size_t> told = members;
  if (std::ranges::find(told, front.best) == told.end()) told.push_back(front.best);
  std::vector<std::vector<std::string>> rows{header_of(set_up)};
  for (const size_t member : told) {
    rows.push_back(row_of(set_up, front.members[member]));
    rows.back().insert(rows.back().begin(),
                       {std::to_string(member + 1), mark_of(front, ties, member)});
  }
  const std::string sides = "><" + std::string(rows[0].size() - 3, '>') + "<";
  std::string text = fmt::format(
      "{}: {} archs in {}, {} of them the front\n", name_of(front.config.algorithm.name),
      with_thousands(front.evaluations), human_duration(front.seconds), front.members.size());
  text += format_table(rows, sides);
  text += "  * the best that keeps the limits";
  if (!ties.empty()) text += "   = tied with * within noise";
  if (misses_limit(set_up.problem, front.members[front.best]))
    text += ", as predicted; what was measured does not: set them a little closer";
  return text + "\n" + next_text(set_up, front, folder);
}

}  // namespace ofa
