#include "tools/report/search_data.h"

#include <algorithm>

#include "latency/json_lines.h"
#include "search/front_file.h"
#include "space/arch_text.h"

namespace ofa {
namespace {

constexpr int kMostEvaluations = 2'000'000'000;
constexpr double kMost = 1e18;  // of any metric

bool is_metric(const std::string& key) {
  return key != "arch" && key != "measured";
}

class FrontReader {
 public:
  FrontReader(const ReportSources& sources, const nlohmann::json& json, const std::string& file)
      : sources_(sources), file_(json, file) {
    for (const auto& [key, value] : json["front"][0].items())
      if (is_metric(key)) metrics_.push_back(key);
  }

  Json read() const {
    Json data{{"space", file_.at("space").text()},
              {"seed", file_.at("seed").number(0, kMost)},
              {"evaluations", file_.at("evaluations").whole(0, kMostEvaluations)},
              {"seconds", file_.at("seconds").number(0, kMost)}};
    data["members"] = Json::array();
    for (const JsonReader& member : file_.at("front").items())
      data["members"].push_back(read_member(member));
    data["best"] = file_.at("best").whole(0, static_cast<int>(data["members"].size()) - 1);
    data["limits"] = Json::array();
    for (const JsonReader& limit : file_.at("limits").items())
      data["limits"].push_back(read_limit(limit));
    data["objectives"] = objectives();
    data["metrics"] = metrics_in_order(data["objectives"]);
    return data;
  }

 private:
  Json read_member(const JsonReader& json) const {
    const std::string arch = json.at("arch").text();
    if (sources_.space)
      json.at("arch").named([&] { return arch_from_text(*sources_.space, arch); });
    Json member{{"arch", arch}, {"values", Json::object()}};
    for (const std::string& metric : metrics_)
      member["values"][metric] = json.at(metric).number(-kMost, kMost);
    if (json.has("measured")) member["measured"] = read_measured(json.at("measured"));
    return member;
  }

  // Everything by metric; noise in the metric's own unit.
  Json read_measured(const JsonReader& json) const {
    Json measured{
        {"values", Json::object()}, {"noise", Json::object()}, {"predicted", Json::object()}};
    if (json.has("accuracy")) {
      measured["values"]["accuracy"] = json.at("accuracy").number(0, 1);
      measured["noise"]["accuracy"] = json.at("accuracy_noise").number(0, 1);
      measured["images"] = json.at("images").whole(1, kMostEvaluations);
    }
    if (json.has("test_accuracy"))
      measured["test_accuracy"] = json.at("test_accuracy").number(0, 1);
    for (const std::string& metric : metrics_) {
      if (metric == "accuracy" || !json.has(metric)) continue;
      const JsonReader latency = json.at(metric);
      const double ms = latency.at("measured").positive(kMostMs);
      measured["values"][metric] = ms;
      measured["noise"][metric] = latency.at("noise").number(0, kMostMs);
      measured["predicted"][metric] = latency.at("predicted").positive(kMostMs);
    }
    return measured;
  }

  Json read_limit(const JsonReader& json) const {
    const LimitConfig limit =
        json.named([&] { return Codec<LimitConfig>::read(Node::string(json.text())); });
    const std::string metric = plain_name(limit.metric);
    if (std::ranges::find(metrics_, metric) == metrics_.end())
      json.fail("no member has a metric {}", limit.metric);
    return {{"metric", metric}, {"at_most", limit.at_most}, {"value", limit.value}};
  }

  Json objectives() const {
    Json objectives = Json::array();
    if (!sources_.config) return objectives;
    for (const std::string& name : sources_.config->maximise.values)
      objectives.push_back({{"metric", plain_name(name)}, {"maximise", true}});
    for (const std::string& name : sources_.config->minimise.values)
      objectives.push_back({{"metric", plain_name(name)}, {"maximise", false}});
    return objectives;
  }

  // With one table its own name is as good as none.
  std::string plain_name(const std::string& metric) const {
    const bool is_told = std::ranges::find(metrics_, metric) != metrics_.end();
    return !is_told && metric.ends_with(".latency_ms") ? "latency_ms" : metric;
  }

  // Objectives first.
  Json metrics_in_order(const Json& objectives) const {
    std::vector<std::string> ordered;
    const auto add = [&](const std::string& metric) {
      const bool is_known = std::ranges::find(metrics_, metric) != metrics_.end();
      if (is_known && std::ranges::find(ordered, metric) == ordered.end())
        ordered.push_back(metric);
    };
    for (const Json& objective : objectives) add(objective["metric"]);
    for (const std::string& metric : metrics_) add(metric);
    return ordered;
  }

  const ReportSources& sources_;
  JsonReader file_;
  std::vector<std::string> metrics_;
};

Json read_progress(const std::filesystem::path& file) {
  Json generations = Json::array();
  read_json_lines(file, [&](const JsonReader& line) {
    const JsonReader best = line.at("best");
    generations.push_back({{"generation", line.at("generation").whole(0, kMostEvaluations)},
                           {"evaluations", line.at("evaluations").whole(0, kMostEvaluations)},
                           {"hypervolume", line.at("hypervolume").number(0, kMost)},
                           {"best", best.is_null() ? Json() : Json(best.number(-kMost, kMost))}});
  });
  return generations;
}

}  // namespace

Json search_data(const ReportSources& sources) {
  const std::filesystem::path file = sources.folder / "front.json";
  const nlohmann::json json = load_front(file);
  Json data = FrontReader(sources, json, file.string()).read();
  if (sources.config) {
    data["algorithm"] = name_of(sources.config->algorithm.name);
    data["accuracy"] = name_of(sources.config->accuracy);
  }
  const std::filesystem::path progress = sources.folder / "search.jsonl";
  if (std::filesystem::exists(progress)) data["progress"] = read_progress(progress);
  return data;
}

}  // namespace ofa
