#include "tools/measure_text.h"

#include <fmt/ranges.h>

#include "core/format.h"
#include "latency/table_json.h"
#include "tools/table.h"

namespace ofa {

std::string plan_text(const MeasurePlan& plan, const MeasureOptions& options) {
  return fmt::format(
      "{} at resolution {}: {} distinct blocks and {} networks, up to {} rounds: {} at most\n",
      plan.space.name, fmt::join(plan.space.open_resolutions, " "), plan.blocks.size(),
      plan.networks.size(), options.rounds, human_duration(estimated_seconds(plan, options)));
}

Json plan_json(const MeasurePlan& plan, const MeasureOptions& options) {
  return {{"format", "ofa-measure-plan/1"},
          {"space", plan.space.name},
          {"resolutions", plan.space.open_resolutions},
          {"blocks", plan.blocks.size()},
          {"networks", plan.networks.size()},
          {"rounds", options.rounds},
          {"seconds", estimated_seconds(plan, options)}};
}

std::string check_text(const TableCheck& check) {
  std::vector<std::vector<std::string>> rows{{"predicted ms", "measured ms", "%", "arch"}};
  for (const TableCheck::Row& row : check.rows)
    rows.push_back({fmt::format("{:.3f}", row.predicted_ms), fmt::format("{:.3f}", row.measured_ms),
                    fmt::format("{:+.1f}", 100 * (row.measured_ms / row.predicted_ms - 1)),
                    row.arch});
  return format_table(rows, ">>><");
}

Json to_json(const TableCheck& check) {
  Json rows = Json::array();
  for (const TableCheck::Row& row : check.rows)
    rows.push_back(
        {{"arch", row.arch}, {"predicted_ms", row.predicted_ms}, {"measured_ms", row.measured_ms}});
  return {{"format", "ofa-table-check/1"},
          {"holds", check.holds()},
          {"needs_correction", check.needs_correction()},
          {"error", check.error},
          {"factor", check.factor},
          {"networks", rows},
          {"differences", check.differences}};
}

Json written_table_json(const Table& table, const std::string& file) {
  Json quality = Json::object();
  if (table.quality)
    quality = {{"random", to_json(table.quality->random)},
               {"structured", to_json(table.quality->structured)}};
  return {{"format", "ofa-table-report/1"},
          {"file", file},
          {"blocks", table.blocks.size()},
          {"measured", table.measured},
          {"corrected", table.correction.measured},
          {"correction_error", table.correction.error},
          {"quality", quality}};
}

}  // namespace ofa
