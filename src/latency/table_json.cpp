#include "latency/table_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "core/checksum.h"
#include "core/error.h"
#include "core/file.h"
#include "latency/fingerprint_json.h"

namespace ofa {
namespace {

constexpr size_t kMostTableBytes = 32'000'000;
constexpr int kMostResolutions = 1000;

Json to_json(const Correction& correction) {
  return {{"factor", correction.factor},
          {"ms_per_block", correction.ms_per_block},
          {"ms_per_edge_megabyte", correction.ms_per_edge_megabyte},
          {"ms_per_weight_megabyte", correction.ms_per_weight_megabyte},
          {"constant_ms", correction.constant_ms},
          {"measured", correction.measured},
          {"networks", correction.networks},
          {"error", correction.error}};
}

Json to_json(const BlockTime& time, const std::string& key) {
  return {{"ms", time.ms},
          {"spread_ms", time.spread_ms},
          {"noise", time.noise},
          {"rounds", time.rounds},
          {"key", key}};
}

Json to_json(const NetworkTime& time) {
  return {{"role", name(time.role)},
          {"ms", time.ms},
          {"noise", time.noise},
          {"rounds", time.rounds},
          {"arch", time.arch}};
}

Json to_json(const Table& table) {
  Json json{{"format", kTableFormat},
            {"space", table.space},
            {"resolutions", table.resolutions},
            {"measured", table.measured},
            {"on", to_json(table.fingerprint)}};
  if (table.quality)
    json["quality"] = {{"random", to_json(table.quality->random)},
                       {"structured", to_json(table.quality->structured)}};
  json["correction"] = to_json(table.correction);
  json["call_ms"] = table.call_ms;
  json["blocks"] = Json::array();
  for (const auto& [key, time] : table.blocks) json["blocks"].push_back(to_json(time, key));
  json["networks"] = Json::array();
  for (const NetworkTime& time : table.networks) json["networks"].push_back(to_json(time));
  return json;
}

// Of what the file says, however it is laid out.
std::string checksum_of(nlohmann::json json) {
  json.erase("checksum");
  return checksum(json.dump());
}

// {"a": 1, "b": [2, 3]}
std::string on_one_line(const Json& json) {
  std::string text;
  if (json.is_object() || json.is_array()) {
    for (const auto& [key, value] : json.items()) {
      if (!text.empty()) text += ", ";
      if (json.is_object()) text += Json(key).dump() + ": ";
      text += on_one_line(value);
    }
    return json.is_object() ? "{" + text + "}" : "[" + text + "]";
  }
  return json.dump();
}

// A line an entry; of lists and maps of such, a line each of theirs.
std::string laid_out(const Json& json) {
  std::string text;
  for (const auto& [key, value] : json.items()) {
    text += (text.empty() ? "{\n  " : ",\n  ") + Json(key).dump() + ": ";
    const bool holds_more =
        value.is_structured() && !value.empty() && value.front().is_structured();
    if (!holds_more) {
      text += on_one_line(value);
      continue;
    }
    std::string lines;
    for (const auto& [inner, entry] : value.items())
      lines += (lines.empty() ? "\n    " : ",\n    ") +
               (value.is_object() ? Json(inner).dump() + ": " : "") + on_one_line(entry);
    text += (value.is_object() ? "{" : "[") + lines + (value.is_object() ? "\n  }" : "\n  ]");
  }
  return text + "\n}\n";
}

Correction read_correction(const JsonReader& json) {
  constexpr double kMost = 1e6;
  Correction correction;
  correction.factor = json.at("factor").number(-kMost, kMost);
  correction.ms_per_block = json.at("ms_per_block").number(-kMost, kMost);
  correction.ms_per_edge_megabyte = json.at("ms_per_edge_megabyte").number(-kMost, kMost);
  correction.ms_per_weight_megabyte = json.at("ms_per_weight_megabyte").number(-kMost, kMost);
  correction.constant_ms = json.at("constant_ms").number(-kMost, kMost);
  correction.measured = json.at("measured").text();
  correction.networks = json.at("networks").whole(0, 1'000'000);
  correction.error = json.at("error").number(0, kMost);
  return correction;
}

Figures read_figures(const JsonReader& json) {
  constexpr double kMost = 1e6;
  Figures figures;
  figures.networks = json.at("networks").whole(0, 1'000'000);
  figures.error = json.at("error").number(0, kMost);
  figures.within_5 = json.at("within_5").number(0, 1);
  figures.within_10 = json.at("within_10").number(0, 1);
  figures.pearson = json.at("pearson").number(-1.001, 1.001);
  figures.spearman = json.at("spearman").number(-1.001, 1.001);
  figures.kendall = json.at("kendall").number(-1.001, 1.001);
  figures.noise = json.at("noise").number(0, kMost);
  figures.cost_error = json.at("cost_error").number(0, kMost);
  return figures;
}

BlockTime read_block(const JsonReader& json) {
  return {json.at("ms").positive(kMostMs), json.at("spread_ms").number(0, kMostMs),
          json.at("noise").number(0, 1e6), json.at("rounds").whole(0, 1'000'000'000)};
}

NetworkTime read_network(const JsonReader& json) {
  return {json.at("arch").text(), role_of(json.at("role")), json.at("ms").positive(kMostMs),
          json.at("noise").number(0, 1e6), json.at("rounds").whole(0, 1'000'000'000)};
}

Table read_table(const JsonReader& json) {
  Table table;
  table.space = json.at("space").text();
  table.resolutions = read_resolutions(json.at("resolutions"));
  table.measured = json.at("measured").text();
  table.fingerprint = read_fingerprint(json.at("on"));
  if (json.has("quality"))
    table.quality = Quality{read_figures(json.at("quality").at("random")),
                            read_figures(json.at("quality").at("structured"))};
  table.correction = read_correction(json.at("correction"));
  table.call_ms = json.at("call_ms").number(0, kMostMs);
  for (const JsonReader& block : json.at("blocks").items()) {
    const std::string key = block.at("key").text();
    if (!table.blocks.emplace(key, read_block(block)).second)
      block.fail("a second time for {}", key);
  }
  for (const JsonReader& network : json.at("networks").items())
    table.networks.push_back(read_network(network));
  return table;
}

}  // namespace

NetworkRole role_of(const JsonReader& json) {
  const std::string text = json.text();
  for (const NetworkRole role : {NetworkRole::kFit, NetworkRole::kRandom, NetworkRole::kStructured})
    if (text == name(role)) return role;
  json.fail("expected fit, random or structured, got {}", text);
}

std::vector<int> read_resolutions(const JsonReader& json) {
  std::vector<int> resolutions;
  for (const JsonReader& resolution : json.items(kMostResolutions))
    resolutions.push_back(resolution.whole(1, 1 << 16));
  const bool ascend =
      std::ranges::adjacent_find(resolutions, std::greater_equal()) == resolutions.end();
  if (resolutions.empty() || !ascend) json.fail("expected ascending numbers");
  return resolutions;
}

Json to_json(const Figures& figures) {
  return {{"networks", figures.networks},    {"error", figures.error},
          {"within_5", figures.within_5},    {"within_10", figures.within_10},
          {"pearson", figures.pearson},      {"spearman", figures.spearman},
          {"kendall", figures.kendall},      {"noise", figures.noise},
          {"cost_error", figures.cost_error}};
}

std::string to_file_text(const Table& table) {
  Json json = to_json(table);
  json["checksum"] = checksum_of(nlohmann::json::parse(json.dump()));
  return laid_out(json);
}

Table table_from_text(const std::string& text, const std::string& file) {
  const nlohmann::json json = parse_large_json(text, file, kMostTableBytes);
  const JsonReader reader(json, file);
  const std::string format = reader.at("format").text();
  if (format != kTableFormat) reader.at("format").fail("expected {}, got {}", kTableFormat, format);
  Table table = read_table(reader);
  table.source = file;
  if (reader.at("checksum").text() != checksum_of(json))
    throw Error("{}: its checksum does not fit: it was changed or damaged since it was written",
                file);
  return table;
}

Table load_table(const std::filesystem::path& file) {
  return table_from_text(read_file(file, kMostTableBytes), file.string());
}

void save_table(const Table& table, const std::filesystem::path& file) {
  const std::string text = to_file_text(table);
  table_from_text(text, file.string() + ", not written");
  write_file(file, text);
}

}  // namespace ofa
