#include "tools/demo_stages.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "config/yaml.h"
#include "core/error.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/shared_folder.h"
#include "io/folders.h"
#include "latency/table_json.h"
#include "runtime/runtimes.h"
#include "space/lower.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

constexpr double kPredictorShare = 3.0 / 8, kTuningShare = 1.0 / 8;  // of the budget
constexpr double kCheckpointShare = 1.0 / 30;
constexpr double kLatencyShare = 0.3;  // of the largest network's
constexpr double kSlack = 1.1;         // above the smallest network's

// A part of the budget, as a flag has it: 8m, 11s.
std::string part_of(const Duration& budget, double share) {
  const Duration part{std::max(1.0, std::round(share * budget.seconds))};
  return to_flow(Codec<Duration>::dump(part));
}

// As a user would type it in the sources' folder; elsewhere, where it lies.
std::string recipe(const char* name) {
  const fs::path here = fs::path("configs") / name;
  return (fs::exists(here) ? here : shared_folder() / here).string();
}

// OpenVINO where it is here, else what is.
std::string best_runtime() {
  return choose_runtimes({}).front().name;
}

std::string three_digits(double value) {
  const double unit = std::pow(10, std::floor(std::log10(value)) - 2);
  return fmt::format("{:.6g}", std::round(value / unit) * unit);
}

// Three tenths of what the largest network takes; where that is too little for any, a little more
// than the smallest one.
double latency_limit(const Table& table, const Space& space) {
  const auto predicted = [&](const Arch& arch) { return predict(table, lower(space, arch)).ms; };
  return std::max(kLatencyShare * predicted(max_arch(space)), kSlack * predicted(min_arch(space)));
}

}  // namespace

DemoStages::DemoStages(fs::path folder, const DemoConfig& config, RunCommand run_command)
    : folder_(std::move(folder)),
      config_(config),
      run_command_(std::move(run_command)),
      runtime_(best_runtime()) {}

void DemoStages::run() {
  const auto stages = {&DemoStages::train,        &DemoStages::measure,
                       &DemoStages::predict,      &DemoStages::search_networks,
                       &DemoStages::finetune,     &DemoStages::export_models,
                       &DemoStages::verify_models};
  for (size_t i = 0; i < stages.size(); ++i) {
    number_ = fmt::format("{}/{}", i + 1, stages.size());
    (this->*stages.begin()[i])();
  }
}

void DemoStages::begin(const std::string& what) const {
  log_info("\n{}  {}", number_, what);
}

bool DemoStages::is_done(const fs::path& result) const {
  const bool is_there = fs::exists(result);
  if (is_there) log_info("     {} is there", result.string());
  return is_there;
}

void DemoStages::command(const std::vector<std::string>& words) const {
  log_info("     $ ofa {}", fmt::join(words, " "));
  int code = run_command_(words);
  if (interrupted()) code = 128 + interrupt_signal();
  if (code == 0) return;
  if (!interrupted() && !is_run(supernet()))
    throw Error(static_cast<Exit>(code), "the demo could not begin");
  throw Error(static_cast<Exit>(code), "stopped; go on with: ofa demo --out {}", folder_.string());
}

// What training takes besides its recipe; whatever the budget, little is lost when it is stopped.
std::vector<std::string> DemoStages::training_flags(double share) const {
  return {"--budget",  part_of(config_.budget, share),
          "--seed",    std::to_string(config_.seed),
          "--threads", std::to_string(config_.threads),
          "--device",  config_.device,
          "--set",     "checkpoint.every=" + part_of(config_.budget, kCheckpointShare)};
}

void DemoStages::train() {
  begin(
      "Train one supernet on Fashion-MNIST. Every step trains the widest network, a random and\n"
      "     the smallest one, all in the same weights: 44,731,008 networks come out of it.");
  if (is_run(supernet())) return command({"train", "--resume", supernet()});
  std::vector<std::string> words{"train", recipe("fashion.yaml"), "--out", supernet()};
  std::ranges::copy(training_flags(1), std::back_inserter(words));
  command(words);
}

void DemoStages::measure() {
  begin(
      "Measure what blocks take on this machine. A network's latency follows from its blocks';\n"
      "     networks that the table was not fitted on tell how well.");
  if (is_done(table())) return;
  std::vector<std::string> words{"measure", "fashion", "--runtime", runtime_, "--out", table()};
  if (fs::exists(table().string() + ".rounds.jsonl")) words.push_back("--resume");
  command(words);
}

void DemoStages::predict() {
  begin("Learn to predict accuracy: some networks are measured, the others follow from them.");
  if (is_done(predictor())) return;
  command({"predictor", supernet(), "--budget", part_of(config_.budget, kPredictorShare), "--seed",
           std::to_string(config_.seed)});
}

void DemoStages::search_networks() {
  begin(
      "Search the network that is most accurate in three tenths of the largest one's time. Some\n"
      "     of the front are cut out and measured, the best is kept.");
  if (is_done(search() / "report.html")) return;
  if (fs::exists(search() / "search.yaml")) return command({"search", "--resume", search()});
  fs::remove_all(search());
  const Space space = read_run_description(supernet()).space;
  command({"search", supernet(), "--table", table(), "--max",
           "latency_ms=" + three_digits(latency_limit(load_table(table()), space)), "--out",
           search(), "--seed", std::to_string(config_.seed)});
}

void DemoStages::finetune() {
  begin("Train the chosen network a little more by itself, taught by the widest one.");
  if (is_subnet(chosen())) {
    log_info("     {} is there", chosen().string());
    return;
  }
  if (is_run(chosen() / "training")) return command({"finetune", "--resume", chosen()});
  std::vector<std::string> words{"finetune", search() / "best", recipe("finetune_fashion.yaml"),
                                 "--out", chosen()};
  std::ranges::copy(training_flags(kTuningShare), std::back_inserter(words));
  words.push_back("phases.0.distill.teacher=" + supernet().string());  // one more of --set
  command(words);
}

void DemoStages::export_models() {
  begin("Export: ONNX files that were run on every runtime here before they got their names.");
  if (!is_done(model("largest")))
    command({"export", supernet(), "--arch", "max", "--out", model("largest")});
  if (!is_done(model("chosen"))) command({"export", chosen(), "--out", model("chosen")});
  if (!is_done(model("chosen.int8")))
    command({"export", chosen(), "--out", model("chosen.int8"), "--int8"});
}

void DemoStages::verify_models() {
  begin("Verify: each file proves itself by the inputs and results that it carries.");
  for (const char* name : {"largest", "chosen", "chosen.int8"}) command({"verify", model(name)});
}

}  // namespace ofa
