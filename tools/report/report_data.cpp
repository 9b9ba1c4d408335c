#include "tools/report/report_data.h"

#include "core/format.h"
#include "graph/cost.h"
#include "space/count.h"
#include "space/supernet.h"
#include "tools/report/network_data.h"
#include "tools/report/notes.h"
#include "tools/report/origin_data.h"
#include "tools/report/quality_data.h"
#include "tools/report/search_data.h"
#include "tools/report/training_data.h"

namespace ofa {
namespace {

Json space_data(const Space& space) {
  return {{"name", space.name},
          {"archs", with_thousands(num_archs(space).to_string())},
          {"supernet_params", supernet_params(lower_supernet(space))}};
}

// Members of a front by name: its best, and of the others the first, the middle one and the last.
std::vector<std::pair<std::string, size_t>> chosen_members(size_t size, size_t best) {
  std::vector<std::pair<std::string, size_t>> chosen{{"best", best}};
  const auto add = [&](const char* name, size_t member) {
    for (const auto& [other, number] : chosen)
      if (number == member) return;
    chosen.emplace_back(name, member);
  };
  add("most", size - 1);
  add("middle", size / 2);
  add("least", 0);
  return chosen;
}

Json networks_data(const ReportSources& sources, const Json& search) {
  Json networks = Json::array();
  for (const auto& [name, member] :
       chosen_members(search["members"].size(), search["best"].get<size_t>())) {
    Json network = network_data(*sources.space, sources.tables, search["members"][member]["arch"]);
    network["name"] = name;
    network["member"] = member;
    networks.push_back(std::move(network));
  }
  return networks;
}

// Of a search, its run is another's folder, and what is wrong with it is no more than noted.
void add_training(const ReportSources& sources, Json& data, std::vector<std::string>& notes) {
  const std::filesystem::path metrics = sources.run / "metrics.jsonl";
  if (sources.run.empty() || !std::filesystem::exists(metrics)) return;
  const auto add = [&] { data["training"] = training_data(metrics); };
  sources.is_search ? try_or_note(notes, add) : add();
}

}  // namespace

Json report_data(const ReportSources& sources) {
  Json data{{"folder", sources.folder.string()}};
  std::vector<std::string> notes = sources.notes;
  if (sources.space) data["space"] = space_data(*sources.space);
  std::string best;
  if (sources.is_search) {
    data["search"] = search_data(sources);
    best = data["search"]["members"][data["search"]["best"].get<size_t>()]["arch"];
    if (sources.space)
      try_or_note(notes, [&] { data["networks"] = networks_data(sources, data["search"]); });
  }
  add_training(sources, data, notes);
  data["tables"] = Json::array();
  for (const ReportTable& table : sources.tables)
    try_or_note(notes, [&] { data["tables"].push_back(table_data(table, sources.space)); });
  if (sources.predictor) data["predictor"] = predictor_data(*sources.predictor);
  data["environment"] = environment_data();
  data["configs"] = configs_data(sources);
  data["commands"] = commands_data(sources, best);
  data["notes"] = notes;
  return data;
}

}  // namespace ofa
