#include "tools/report/comparison.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "tools/report/compared_run.h"
#include "tools/report/config_differences.h"
#include "tools/report/origin_data.h"
#include "tools/report/run_figures.h"

namespace ofa {
namespace {

using Groups = std::vector<std::vector<size_t>>;

// Runs that are alike, each time in the order they came.
template <typename IsAlike>
Groups grouped(const std::vector<ComparedRun>& runs, const IsAlike& is_alike) {
  Groups groups;
  for (size_t i = 0; i < runs.size(); ++i) {
    const auto group = std::ranges::find_if(
        groups, [&](const auto& members) { return is_alike(runs[members.front()], runs[i]); });
    if (group == groups.end()) {
      groups.push_back({i});
    } else {
      group->push_back(i);
    }
  }
  return groups;
}

bool same_space(const ComparedRun& a, const ComparedRun& b) {
  return a.space == b.space;
}

Json entry(const Json& data, const char* key) {
  return data.is_object() ? data.value(key, Json()) : Json();
}

// By names, sizes and labels, and which of them are for validation.
bool same_split(const ComparedRun& a, const ComparedRun& b) {
  return entry(a.data, "fingerprint") == entry(b.data, "fingerprint");
}

double num_images(const Json& data) {
  double all = 0;
  for (const Json& count : entry(data, "images"))
    if (count.is_number()) all += count.get<double>();
  return all;
}

// A fingerprint tells splits apart, too, and how they were opened makes others of the same images.
bool same_images(const ComparedRun& a, const ComparedRun& b) {
  if (same_split(a, b)) return true;
  const auto is_same = [&](const char* key) { return entry(a.data, key) == entry(b.data, key); };
  return !is_same("opened") && is_same("source") && is_same("classes") &&
         num_images(a.data) == num_images(b.data);
}

bool same_but_for_seed(const ComparedRun& a, const ComparedRun& b) {
  return same_space(a, b) && same_images(a, b) && recipe(a.config) == recipe(b.config);
}

// "a, b | c"
std::string names_text(const std::vector<ComparedRun>& runs, const Groups& groups) {
  std::vector<std::string> parts;
  for (const std::vector<size_t>& members : groups) {
    std::vector<std::string> names;
    for (const size_t member : members) names.push_back(runs[member].name);
    parts.push_back(fmt::format("{}", fmt::join(names, ", ")));
  }
  return fmt::format("{}", fmt::join(parts, " | "));
}

void add_notes(const std::vector<ComparedRun>& runs, std::vector<std::string>& notes) {
  const auto note = [&](const auto& is_alike, const char* text) {
    const Groups groups = grouped(runs, is_alike);
    if (groups.size() > 1) notes.push_back(fmt::format("{}: {}", text, names_text(runs, groups)));
    return groups.size() > 1;
  };
  note(same_space, "different spaces, whose largest and smallest networks are not the same");
  if (!note(same_images, "different data, on which accuracies mean different things"))
    note(same_split, "the same images, but others of them held out for validation");
  for (const ComparedRun& run : runs)
    if (steps_done(run) < planned_steps(run))
      notes.push_back(fmt::format("{} has not ended: {}", run.name, steps_text(run)));
}

Json differences_data(const std::vector<ComparedRun>& runs) {
  std::vector<const Node*> configs;
  for (const ComparedRun& run : runs) configs.push_back(&run.config);
  Json differences = Json::array();
  for (const ConfigDifference& difference : config_differences(configs)) {
    Json values = Json::array();
    for (const auto& value : difference.values) values.push_back(value ? Json(*value) : Json());
    differences.push_back({{"key", difference.key}, {"values", std::move(values)}});
  }
  return differences;
}

}  // namespace

Json comparison_data(const std::vector<std::filesystem::path>& folders) {
  std::vector<std::string> notes;
  const std::vector<ComparedRun> runs = read_compared_runs(folders, notes);
  add_notes(runs, notes);
  Json data{{"format", "ofa-comparison/1"}, {"notes", notes}, {"runs", Json::array()}};
  for (const ComparedRun& run : runs) data["runs"].push_back(run_figures(run));
  data["differences"] = differences_data(runs);
  data["groups"] = Json::array();
  for (const std::vector<size_t>& members : grouped(runs, same_but_for_seed))
    data["groups"].push_back(group_figures(data["runs"], members));
  return data;
}

Json with_origin(Json comparison) {
  Json configs = Json::array();
  for (const Json& run : comparison["runs"]) {
    const std::string folder = run["folder"];
    for (const Json& config : configs_data({.folder = folder, .run = folder}))
      configs.push_back(config);
  }
  comparison["configs"] = std::move(configs);
  comparison["commands"] = comparison_commands(comparison["runs"]);
  comparison["environment"] = environment_data();
  return comparison;
}

}  // namespace ofa
