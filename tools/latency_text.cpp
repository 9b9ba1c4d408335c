#include "tools/latency_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/log.h"
#include "tools/table.h"

namespace ofa {
namespace {

std::vector<std::string> row(const char* kind, const Figures& figures) {
  if (figures.networks == 0) return {kind, "0", "-", "-", "-", "-", "-", "-", "-", "-"};
  const auto percent = [](double part) { return fmt::format("{:.1f}", 100 * part); };
  return {kind,
          fmt::format("{}", figures.networks),
          percent(figures.error),
          percent(figures.within_5),
          percent(figures.within_10),
          fmt::format("{:.3f}", figures.pearson),
          fmt::format("{:.3f}", figures.spearman),
          fmt::format("{:.3f}", figures.kendall),
          percent(figures.noise),
          percent(figures.cost_error)};
}

std::string quality_table(const Quality& quality) {
  return format_table({{"held out", "networks", "error %", "in 5 %", "in 10 %", "Pearson",
                        "Spearman", "Kendall", "noise %", "MACs+params %"},
                       row("random", quality.random),
                       row("structured", quality.structured)},
                      "<>>>>>>>>>");
}

std::string error_text(const Figures& figures) {
  return figures.networks == 0 ? "-" : fmt::format("{:.1f} %", 100 * figures.error);
}

Json error_json(const Figures& figures) {
  return figures.networks == 0 ? Json() : Json(figures.error);
}

// Where figures are of the correction before.
std::string recorrected_text(const Correction& correction) {
  return fmt::format("corrected {}: {:.1f} % on {} networks", correction.measured,
                     100 * correction.error, correction.networks);
}

std::string correction_line(const Correction& correction) {
  if (correction.networks == 0) return "correction: none, the sum of the blocks\n";
  std::string text = fmt::format("correction: {:.3f} x blocks", correction.factor);
  if (correction.ms_per_block != 0)
    text += fmt::format(", {:+.4f} ms a block", correction.ms_per_block);
  if (correction.ms_per_edge_megabyte != 0)
    text += fmt::format(", {:+.4f} ms a MB between blocks", correction.ms_per_edge_megabyte);
  if (correction.ms_per_weight_megabyte != 0)
    text += fmt::format(", {:+.4f} ms a MB of weights", correction.ms_per_weight_megabyte);
  if (correction.constant_ms != 0) text += fmt::format(", {:+.4f} ms", correction.constant_ms);
  return text + fmt::format("; {:.1f} % on {} networks, each predicted by the others ({})\n",
                            100 * correction.error, correction.networks, correction.measured);
}

}  // namespace

std::string table_line(const Table& table) {
  std::string text = to_text(table.fingerprint);
  if (!table.quality) return text + "; its error is unknown";
  const Figures &random = table.quality->random, &structured = table.quality->structured;
  if (table.is_recorrected())
    text += fmt::format("; {}; with the correction before", recorrected_text(table.correction));
  return text + fmt::format("{} error {} on {} random, {} on {} structured networks",
                            table.is_recorrected() ? ":" : ";", error_text(random), random.networks,
                            error_text(structured), structured.networks);
}

Json table_json(const Table& table, const std::vector<std::string>& differences) {
  Json json{{"file", table.source}, {"measured", table.measured}};
  json["error"] = table.quality ? Json{{"random", error_json(table.quality->random)},
                                       {"structured", error_json(table.quality->structured)}}
                                : Json();
  if (table.is_recorrected())
    json["corrected"] = {{"measured", table.correction.measured},
                         {"error", table.correction.error}};
  json["differences"] = differences;
  return json;
}

std::string written_table_text(const Table& table, const std::string& file,
                               const std::string& space) {
  std::string text = fmt::format("{} at resolution {}: {}\n{} blocks, {} networks{}\n", table.space,
                                 fmt::join(table.resolutions, " "), to_text(table.fingerprint),
                                 table.blocks.size(), table.networks.size(),
                                 table.measured.empty() ? "" : ", measured " + table.measured);
  text += correction_line(table.correction);
  if (table.quality && table.is_recorrected())
    text += recorrected_text(table.correction) + "; figures below are of the correction before\n";
  text += table.quality ? quality_table(*table.quality) : "its error is unknown\n";
  return text + fmt::format("wrote {}     next: ofa describe {} --arch max --table {}\n", file,
                            space, file);
}

void note_differences(const std::string& file, const std::vector<std::string>& differences) {
  for (const std::string& difference : differences)
    if (difference.starts_with("version: ")) {
      log_warning("{} was measured with another {}", file, difference);
    } else {
      log_warning("{} was measured elsewhere: {}", file, difference);
    }
}

}  // namespace ofa
