#include "tools/export_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/format.h"
#include "tools/runtime_check.h"
#include "tools/table.h"

namespace ofa {
namespace {

std::string check_table(const ExportReport& report) {
  std::vector<std::vector<std::string>> rows{check_header()};
  rows[0].insert(rows[0].end(), {"accuracy %", "latency ms"});
  for (const RuntimeCheck& check : report.checks) {
    std::vector<std::string>& row = rows.emplace_back(cells_of(check));
    row.push_back(check.accuracy ? fmt::format("{:.2f}", 100 * *check.accuracy) : "-");
    row.push_back(interval(latency_of(report.card.latencies, check.runtime)));
  }
  return format_table(rows, "<>>>>>");
}

std::string layer_table(const ExportReport& report) {
  constexpr size_t kShown = 8;
  const std::vector<std::string>& kept = report.card.quantization->kept_in_float;
  std::vector<std::vector<std::string>> rows{{"layer, the worst first", "error %", ""}};
  for (size_t i = 0; i < std::min(report.layers.size(), std::max(kShown, kept.size())); ++i)
    rows.push_back({report.layers[i].layer, fmt::format("{:.2f}", 100 * report.layers[i].error),
                    i < kept.size() ? "kept in float" : ""});
  return format_table(rows, "<><");
}

}  // namespace

Json to_json(const ExportReport& report) {
  Json checks = Json::array(), layers = Json::array();
  for (const RuntimeCheck& check : report.checks) {
    Json& json = checks.emplace_back(to_json(check));
    json["accuracy"] = check.accuracy ? Json(*check.accuracy) : Json();
    json["latency_ms"] = latency_of(report.card.latencies, check.runtime)->median;
  }
  for (const LayerError& layer : report.layers)
    layers.push_back({{"layer", layer.layer}, {"error", layer.error}});
  Json json{{"format", "ofa-export/1"},
            {"space", report.card.space},
            {"arch", report.card.arch},
            {"file_bytes", report.file_bytes},
            {"operations", {{"before", report.num_ops_before}, {"folded", report.num_ops}}},
            {"float_accuracy", report.float_accuracy ? Json(*report.float_accuracy) : Json()},
            {"checks", checks}};
  if (report.card.quantization) {
    json["kept_in_float"] = report.card.quantization->kept_in_float;
    json["layers"] = layers;
    json["rounding"] = {{"largest_difference", report.rounding->largest},
                        {"mean_difference", report.rounding->mean}};
  }
  return json;
}

std::string export_text(const ExportReport& report, const std::string& file) {
  const ModelCard& card = report.card;
  std::string text = fmt::format("{} {}: {} operations, {} once folded\n", card.space,
                                 card.arch_line, report.num_ops_before, report.num_ops);
  if (card.quantization) {
    text += fmt::format("int8 by {} {}; alone, a layer in bytes moves the logits by\n",
                        card.quantization->images,
                        card.accuracy ? "training images" : "pictures of noise");
    text += layer_table(report);
    text += fmt::format("all of them move the logits by {:.1e} of the largest, {:.1e} on average\n",
                        report.rounding->largest, report.rounding->mean);
  }
  if (report.float_accuracy)
    text += fmt::format(
        "our own forward: {:.2f} % of {} validation images{}\n", 100 * *report.float_accuracy,
        card.accuracy->images,
        card.quantization ? fmt::format("; in bytes {:.2f} %", 100 * card.accuracy->top1) : "");
  text += "differences of logits, as parts of the largest:\n" + check_table(report);
  return text + fmt::format("verified and wrote {0} ({1})     next: ofa run {0} IMAGE\n", file,
                            human_bytes(report.file_bytes));
}

}  // namespace ofa
