#include "tools/report/compared_run.h"

#include <algorithm>
#include <limits>

#include "config/load.h"
#include "core/error.h"
#include "core/format.h"
#include "io/folders.h"
#include "tools/report/training_data.h"
#include "trainers/train_config.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

void check_run(const fs::path& folder) {
  const std::string name = folder.string();
  if (!fs::exists(folder)) throw Error("{}: not found", name);
  if (fs::exists(folder / "front.json") || fs::exists(folder / "search.yaml"))
    throw Error(
        "{} is a search, and runs are what can be compared; by itself: ofa report {} --out "
        "report.html",
        name, name);
  if (!is_run(folder)) throw Error("{} is no run: it has no run.json", name);
  if (!fs::exists(folder / "config.yaml"))
    throw Error("{} was not trained here: it has no config.yaml", name);
}

void check_named_once(const std::vector<fs::path>& folders) {
  for (size_t i = 0; i < folders.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (fs::equivalent(folders[i], folders[j]))
        throw Error("{} and {} are the same run; name it once", folders[j].string(),
                    folders[i].string());
}

// Keys that are newer than the run have their defaults.
Node read_config(const fs::path& file, std::vector<std::string>& notes) {
  const Node written = load_yaml(file.string());
  try {
    return dump(read<TrainConfig>(written));
  } catch (const Error& error) {
    notes.push_back(fmt::format("{}; its keys are compared as they stand there", error.what()));
    return written;
  }
}

int64_t whole(const Node& map, const char* key, int64_t otherwise) {
  constexpr int64_t kMost = 2'000'000'000;
  const Node* node = map.find(key);
  return node && !node->is_null() ? read_int(*node, 0, kMost) : otherwise;
}

ComparedRun read_run(const fs::path& folder, std::vector<std::string>& notes) {
  const RunDescription description = read_run_description(folder);
  ComparedRun run{.folder = folder,
                  .space_name = description.space.name,
                  .space = dump(description.space.spec),
                  .config = read_config(folder / "config.yaml", notes),
                  .data = description.data};
  const fs::path metrics = folder / "metrics.jsonl";
  if (fs::exists(metrics)) run.training = training_data(metrics, images_per_step(run.config));
  if (!fs::exists(metrics) || run.training["evaluations"].empty())
    throw Error("{} has no evaluation yet, after {}; leave it out until it has", folder.string(),
                steps_text(run));
  return run;
}

// The last `length` parts of a path.
std::string end_of(const fs::path& folder, size_t length) {
  fs::path whole = fs::absolute(folder).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();
  fs::path end = whole.filename();
  for (size_t i = 1; i < length; ++i) {
    whole = whole.parent_path();
    end = whole.filename() / end;
  }
  return end.string();
}

void name_runs(std::vector<ComparedRun>& runs) {
  constexpr size_t kLongest = 64;
  for (size_t length = 1; length < kLongest; ++length) {
    std::vector<std::string> names;
    for (ComparedRun& run : runs) names.push_back(run.name = end_of(run.folder, length));
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) == names.end()) return;
  }
}

}  // namespace

std::vector<ComparedRun> read_compared_runs(const std::vector<fs::path>& folders,
                                            std::vector<std::string>& notes) {
  for (const fs::path& folder : folders) check_run(folder);
  check_named_once(folders);
  std::vector<ComparedRun> runs;
  for (const fs::path& folder : folders) runs.push_back(read_run(folder, notes));
  name_runs(runs);
  return runs;
}

int64_t seed_of(const ComparedRun& run) {
  const Node* seed = run.config.find("seed");
  return seed ? read_int(*seed, 0, std::numeric_limits<int64_t>::max()) : 0;
}

int64_t steps_done(const ComparedRun& run) {
  if (run.training.empty() || run.training["phases"].empty()) return 0;
  return run.training["phases"].back()["last"];
}

std::string steps_text(const ComparedRun& run) {
  const std::string done = with_thousands(steps_done(run));
  const int64_t planned = planned_steps(run);
  return planned > 0 ? fmt::format("{} of {} steps", done, with_thousands(planned))
                     : fmt::format("{} steps", done);
}

int64_t images_per_step(const Node& config) {
  const Node* data = config.find("data");
  return data ? whole(*data, "batch", 0) * whole(config, "accumulate", 1) : 0;
}

int64_t planned_steps(const ComparedRun& run) {
  const Node* phases = run.config.find("phases");
  if (!phases) return 0;
  int64_t steps = 0;
  for (const Node& phase : phases->items) {
    const int64_t of_phase = whole(phase, "steps", 0);
    if (of_phase == 0) return 0;
    steps += of_phase;
  }
  return steps;
}

}  // namespace ofa
