#include "tools/export_front.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/file.h"
#include "core/format.h"
#include "core/progress.h"
#include "evaluate/extract.h"
#include "evaluate/recorded_data.h"
#include "io/folders.h"
#include "search/front.h"
#include "search/front_file.h"
#include "tools/export_source.h"
#include "tools/export_text.h"
#include "tools/runtime_check.h"
#include "tools/table.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

std::string accuracy_text(const RuntimeCheck& check) {
  return check.accuracy ? fmt::format("{:.2f}", 100 * *check.accuracy) : "-";
}

}  // namespace

std::vector<ExportedMember> export_front(const FrontExport& wanted, const ExportOptions& options,
                                         const fs::path& folder) {
  if (!is_run(wanted.run)) throw Error("{}: not a run folder; --front is of a run", wanted.run);
  if (fs::exists(folder)) throw Error("{} exists; choose another folder", folder.string());
  const Run run = load_run(wanted.run);
  const FrontFile front = read_front(wanted.front, run.model.space);
  const Dataset dataset = open_recorded(run.data, wanted.run, wanted.data);
  fs::create_directories(folder);
  const std::vector<size_t> chosen = spread_members(front.archs.size(), front.best, wanted.members);
  std::vector<ExportedMember> members;
  Progress progress("export", chosen.size());
  for (const size_t number : chosen) {
    const Subnet subnet = extract_calibrated(run, front.archs[number], dataset);
    check_classes(subnet, dataset, wanted.run);
    ExportedMember member{.number = number + 1,
                          .is_best = number == front.best,
                          .file = fmt::format("{}_{:03}.onnx", subnet.space.name, number + 1)};
    member.report = export_subnet(subnet, dataset.info(), &dataset, options, folder / member.file);
    members.push_back(std::move(member));
    write_file(folder / "models.json", to_json(members).dump(2) + "\n");
    progress.advance();
  }
  return members;
}

std::string export_text(const std::vector<ExportedMember>& members, const std::string& folder) {
  std::vector<std::vector<std::string>> rows{
      {"", "", "runtime", "accuracy %", "latency ms", "size", "file", "arch"}};
  for (const ExportedMember& member : members) {
    const ModelCard& card = member.report.card;
    for (const RuntimeCheck& check : member.report.checks)
      rows.push_back({std::to_string(member.number), member.is_best ? "*" : "", check.runtime,
                      accuracy_text(check), interval(latency_of(card.latencies, check.runtime)),
                      human_bytes(member.report.file_bytes), member.file, card.arch_line});
  }
  return format_table(rows, "><<>>><<") +
         fmt::format(
             "  * the best that keeps the limits\nverified and wrote {} files and {}/models.json\n",
             members.size(), folder);
}

Json to_json(const std::vector<ExportedMember>& members) {
  Json models = Json::array();
  for (const ExportedMember& member : members) {
    Json json{{"file", member.file}, {"member", member.number}, {"best", member.is_best}};
    json.update(to_json(member.report));
    json.erase("format");
    models.push_back(std::move(json));
  }
  return {{"format", "ofa-exports/1"}, {"models", std::move(models)}};
}

}  // namespace ofa
