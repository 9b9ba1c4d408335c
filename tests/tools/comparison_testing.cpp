#include "tests/tools/comparison_testing.h"

#include <cmath>

#include "config/load.h"
#include "config/yaml.h"
#include "core/file.h"
#include "tests/paths.h"
#include "trainers/train_config.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

constexpr double kImagesPerSecond = 1280;  // ten steps a second
constexpr double kEvaluationSeconds = 2;

TrainConfig config_of(const MadeRun& run) {
  Node node = load_yaml(source_dir() / "configs/fashion.yaml");
  for (const std::string& assignment : run.set) set(node, assignment);
  auto config = read<TrainConfig>(node);
  for (PhaseConfig& phase : config.phases)
    phase.steps = run.steps / static_cast<int>(config.phases.size());
  return config;
}

std::string step_line(int step, double at) {
  const double loss = 0.3 + 2 * std::exp(-step / 200.0);
  return Json{{"step", step},
              {"phase", "all"},
              {"epoch", step / 400.0},
              {"loss", loss},
              {"hard", loss / 2},
              {"soft", loss / 2},
              {"lr", 0.1},
              {"grad_norm", 1.5},
              {"time", {{"images_per_s", kImagesPerSecond}, {"at", at}}}}
             .dump() +
         "\n";
}

std::string evaluation_line(const MadeRun& run, int step) {
  const double part = 1 - 0.2 * std::exp(-6.0 * step / run.steps);
  Json archs = Json::array();
  const auto add = [&](const char* name, double top1) {
    archs.push_back({{"name", name}, {"arch", "28/..."}, {"top1", part * top1}, {"loss", 0.3}});
  };
  add("min", run.largest - 0.03);
  add("max", run.largest);
  add("random 0", run.largest - 0.01);
  add("random 1", run.largest - 0.012);
  add("random 2", run.largest - 0.02);
  const char* remark = 2 * step < run.steps ? "smallest starves: sample min" : "converging";
  return Json{{"step", step},
              {"phase", "all"},
              {"epoch", step / 400.0},
              {"evaluation",
               {{"images", 5000},
                {"archs", archs},
                {"gap", part * 0.03},
                {"rank_agreement", part},
                {"health", {remark}}}},
              {"time", {{"evaluation_s", kEvaluationSeconds}, {"at", 1.8e9}}}}
             .dump() +
         "\n";
}

// A step's record every 50 steps, a pause of a day in the middle.
std::string metrics_of(const MadeRun& run) {
  std::string lines;
  double at = 1.8e9;
  for (int step = 50, evaluations = 0; step <= run.steps; step += 50) {
    at += step == run.steps / 2 ? 86'400 : 5;
    lines += step_line(step, at);
    if (evaluations < run.evaluations && step >= run.steps * (evaluations + 1) / run.evaluations) {
      lines += evaluation_line(run, step);
      ++evaluations;
    }
  }
  return lines;
}

}  // namespace

std::string ComparedFolders::make(const std::string& name, const MadeRun& run) const {
  fs::create_directories(path(name));
  fs::copy_file(source_dir() / "tests/trained/fashion/space.yaml", path(name) + "/space.yaml");
  const TrainConfig config = config_of(run);
  write(name + "/config.yaml", to_yaml(dump(config)));
  write(name + "/metrics.jsonl", metrics_of(run));
  const fs::path trained = source_dir() / "tests/trained/fashion/run.json";
  Json description = Json::parse(read_file(trained, kMaxJsonBytes));
  description["data"]["fingerprint"] = run.fingerprint;
  description["data"]["opened"]["seed"] = config.seed;
  write(name + "/run.json", description.dump(2));
  return path(name);
}

void ComparedFolders::write(const std::string& name, const std::string& text) const {
  write_file(folder_.path() / name, text);
}

Json ComparedFolders::description(const std::string& name) const {
  return Json::parse(read_file(path(name + "/run.json"), kMaxJsonBytes));
}

}  // namespace ofa
