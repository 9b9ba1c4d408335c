#include "tests/tools/report_testing.h"

#include <algorithm>
#include <cmath>

#include "config/dump.h"
#include "config/yaml.h"
#include "core/file.h"
#include "latency/lookup.h"
#include "latency/table_json.h"
#include "search/front.h"
#include "search/predictor_file.h"
#include "space/costs.h"
#include "space/sample.h"
#include "tests/paths.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

constexpr double kLimitMs = 0.15;

struct Phase {
  const char* name;
  int first, last;
};
constexpr std::array<Phase, 3> kPhases{
    {{"full", 0, 1000}, {"depth 1", 1000, 1100}, {"depth 2", 1100, 2000}}};

// What the trainer writes every 50 steps.
Json step_line(const Phase& phase, int step) {
  const double loss = 0.3 + std::exp(-step / 300.0);
  Json line{{"step", step},
            {"phase", phase.name},
            {"epoch", step / 400.0},
            {"loss", loss},
            {"hard", loss / 2}};
  if (phase.first > 0) line["soft"] = loss / 2;
  line["lr"] = 0.1 * (1 - double(step - phase.first) / (phase.last - phase.first));
  line["grad_norm"] = 1 + std::sin(step);
  line["time"] = {{"images_per_s", 500.0}, {"at", 1.8e9 + step}};
  return line;
}

// And at each evaluation.
Json evaluation_line(const Phase& phase, int step) {
  const double smallest = 0.88 * step / 2000;
  Json archs = Json::array();
  const auto add = [&](const char* name, double top1) {
    archs.push_back(
        {{"name", name}, {"arch", "28/..."}, {"top1", top1}, {"top5", 1.0}, {"loss", 0.3}});
  };
  add("min", smallest);
  add("max", 0.91);
  add("random 0", 0.9 * step / 2000);
  add("random 1", 0.85 * step / 2000);
  const char* remark =
      step < 1500 ? "smallest starves: sample min" : "converging, ranks are settled";
  return {{"step", step},
          {"phase", phase.name},
          {"evaluation",
           {{"images", 5000},
            {"archs", archs},
            {"gap", 0.91 - smallest},
            {"rank_agreement", 1.0 - 100.0 / step},
            {"health", {remark}}}}};
}

std::vector<Metric> metrics() {
  std::vector<Metric> named;
  for (const char* name : {"accuracy", "latency_ms", "macs", "params", "peak_activation_bytes"})
    named.push_back({.name = name});
  return named;
}

// Archs drawn at random, by the table's latencies and accuracies that grow with their MACs.
SearchResult found(const Space& space, const Table& table) {
  const LatencyLookup latency(space, table);
  CostTable costs(space);
  std::vector<Candidate> candidates;
  for (uint64_t i = 0; i < 2000; ++i) {
    const Arch arch = random_arch(space, 1, i);
    const Cost cost = costs(arch);
    const double accuracy = 0.917 - 0.03 * std::exp(-double(cost.macs) / 3e6);
    const double ms = latency(arch);
    candidates.push_back(
        {arch,
         {accuracy, ms, double(cost.macs), double(cost.params), double(cost.peak_activation_bytes)},
         {-accuracy, ms},
         std::max(0.0, ms - kLimitMs)});
  }
  SearchResult result;
  result.archive.add(std::move(candidates));
  result.generations.push_back({.number = 20, .evaluations = 2000, .seconds = 1.5});
  return result;
}

// Every third member, some points and percents off.
void measure(Front& front) {
  for (size_t i = 0; i < front.members.size(); ++i) {
    if (i % 3 != 0 && i != front.best) continue;
    FrontMember& member = front.members[i];
    const double accuracy = member.candidate.metrics[0], ms = member.candidate.metrics[1];
    MeasuredMember& measured = member.measured.emplace();
    measured.accuracy = {accuracy + 0.002 * std::sin(i), {accuracy, accuracy}, 5000};
    measured.test_accuracy = accuracy - 0.004;
    measured.latencies = {{"latency_ms", 0.99 * ms, ms * (1 + 0.01 * std::cos(i)), 0.005}};
  }
}

}  // namespace

ReportFolders::ReportFolders() {
  fs::copy_file(source_dir() / "latency_tables/fashion@this-machine-openvino-fp32-t1.json",
                table());
  write_run();
  write_predictor();
  write_search();
}

void ReportFolders::write(const char* name, const std::string& text) const {
  write_file(folder_ / name, text);
}

Json ReportFolders::front() const {
  return Json::parse(read_file(fs::path(search()) / "front.json", 10'000'000));
}

void ReportFolders::write_front(const Json& json) const {
  write("run/search/front.json", json.dump(2) + "\n");
}

void ReportFolders::write_run() const {
  fs::create_directories(search());
  for (const char* name : {"run.json", "space.yaml"})
    fs::copy_file(source_dir() / "tests/trained/fashion" / name, fs::path(run()) / name);
  write("run/config.yaml", "space: fashion\nseed: 0\n");
  std::string lines;
  for (const Phase& phase : kPhases) {
    for (int step = phase.first + 50; step <= phase.last; step += 50)
      lines += step_line(phase, step).dump() + "\n";
    lines += evaluation_line(phase, phase.last).dump() + "\n";
  }
  write("run/metrics.jsonl", lines + R"({"step":2050,"pha)");  // as a kill leaves it
}

void ReportFolders::write_predictor() const {
  PredictorParts parts{.space = "fashion", .choices = "1", .weights = "2", .samples = 200};
  parts.members = {{{2, 1, {0.1f, 0.2f}, {0.9f}}}};
  parts.quality = {.kind = "ridge",
                   .rmse = 0.0021,
                   .other_rmse = 0.0029,
                   .deviation = 0.011,
                   .kendall = 0.861,
                   .spearman = 0.952,
                   .macs_kendall = 0.702,
                   .halves_kendall = 0.884,
                   .spread = 0.0004};
  save_predictor(parts, folder_ / "run/predictor.safetensors");
}

void ReportFolders::write_search() const {
  const SearchSetUp set_up{.space = load_space("fashion"), .problem = {.metrics = metrics()}};
  SearchConfig config{
      .run = run(), .tables = {{"here", table()}}, .limits = {{"latency_ms", true, kLimitMs}}};
  config = resolved(config);
  Front front = front_of(set_up, config, found(set_up.space, load_table(table())));
  measure(front);
  write_front(to_json(set_up, front));
  write("run/search/search.yaml", to_yaml(dump(config)));
  std::string lines;
  for (int i = 0; i <= 20; ++i) {
    const Json best = i < 2 ? Json() : Json(0.9 + 0.01 * i / (i + 3.0));
    lines += Json{{"generation", i},
                  {"evaluations", 100 * (i + 1)},
                  {"hypervolume", 0.5 + 0.4 * i / (i + 2.0)},
                  {"seconds", 0.07 * i},
                  {"best", best}}
                 .dump() +
             "\n";
  }
  write("run/search/search.jsonl", lines);
}

}  // namespace ofa
