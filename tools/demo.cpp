#include <fmt/format.h>

#include <iostream>

#include "config/dump.h"
#include "config/load.h"
#include "config/read.h"
#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder_lock.h"
#include "core/format.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "evaluate/recorded_data.h"
#include "io/folders.h"
#include "latency/table_json.h"
#include "search/search_config.h"
#include "tools/commands.h"
#include "tools/demo_models.h"
#include "tools/report/page.h"
#include "tools/report/report_data.h"
#include "tools/train_run.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

constexpr const char* kConfig = "demo.yaml";
// Of training's budget, what all that follows from it takes; and what takes its time anyhow.
constexpr double kAllShare = 1.5, kRestSeconds = 120;

struct DemoFlags {
  std::string out = "runs/demo";
  TrainFlags training;
  bool json = false;
};

// What commands print goes to stderr while this lives: stdout is for the results of the whole.
class StdoutAside {
 public:
  StdoutAside() : before_(std::cout.rdbuf(std::cerr.rdbuf())) {}
  ~StdoutAside() { std::cout.rdbuf(before_); }
  StdoutAside(const StdoutAside&) = delete;
  StdoutAside& operator=(const StdoutAside&) = delete;

 private:
  std::streambuf* before_;
};

DemoConfig wanted(const DemoFlags& flags, const DemoConfig& begun) {
  Node node = dump(begun);
  for (const std::string& assignment : flags.training.assignments()) set(node, assignment);
  return read<DemoConfig>(node);
}

// As the first call had it; an Error where this one wants something else.
DemoConfig config_of(const DemoFlags& flags, const fs::path& folder) {
  const fs::path file = folder / kConfig;
  if (fs::exists(file)) {
    const DemoConfig begun = read<DemoConfig>(load_yaml(file.string()));
    if (!(wanted(flags, begun) == begun))
      throw Error("{} was begun with other settings ({}); choose another --out, or remove it",
                  folder.string(), to_flow(dump(begun)));
    return begun;
  }
  if (!fs::is_empty(folder))
    throw Error("{} is there and holds no demo; choose another --out", folder.string());
  return wanted(flags, {});
}

std::vector<DemoModel> measure_results(const DemoStages& stages) {
  const SearchConfig search =
      read<SearchConfig>(load_yaml((stages.search() / "search.yaml").string()));
  const RunDescription run = read_run_description(stages.supernet());
  const Dataset dataset = open_recorded(run.data, stages.supernet().string(), "");
  std::vector<NamedFile> files;
  for (const auto& [name, file] : {std::pair{"largest", "largest"}, std::pair{"chosen", "chosen"},
                                   std::pair{"chosen", "chosen.int8"}})
    files.push_back({name, stages.model(file).string()});
  return measure_models(files, run.space, load_table(search.tables.begin()->second), dataset,
                        choose_runtimes({stages.runtime()}).front());
}

// A search's page, with the model files that came of it.
fs::path write_page(const DemoStages& stages, const fs::path& folder, const Json& models) {
  Json data = report_data(find_sources(stages.search()));
  data["models"] = models;
  write_file(folder / "report.html", page_of(data));
  return folder / "report.html";
}

void demo(const DemoFlags& flags, RunCommand run_command) {
  const fs::path folder = flags.out;
  wanted(flags, {});  // what it refuses, it refuses at once
  const bool is_new = fs::create_directories(folder);
  const FolderLock lock(folder);
  remove_temporaries(folder);
  const DemoConfig config = config_of(flags, folder);
  write_file(folder / kConfig, to_yaml(dump(config)));
  install_interrupt_handlers();
  log_info(
      "From images to verified model files, in {}: about {} where nothing else runs. Stopped\n"
      "at any time and called again, it goes on.",
      folder.string(), human_duration(kAllShare * config.budget.seconds + kRestSeconds));
  DemoStages stages(folder, config, std::move(run_command));
  try {
    const StdoutAside aside;
    stages.run();
  } catch (const Error&) {
    if (is_new && !interrupted() && !is_run(stages.supernet())) fs::remove_all(folder);
    throw;
  }
  const std::vector<DemoModel> models = measure_results(stages);
  const Json json{{"format", kDemoFormat}, {"models", to_json(models)}};
  write_file(folder / "models.json", json.dump(2) + "\n");
  const fs::path page = write_page(stages, folder, json["models"]);
  if (flags.json) {
    std::cout << json.dump(2) << "\n";
  } else {
    std::cout << "\n"
              << models_text(models)
              << fmt::format("report: {}     try it: ofa run {} IMAGE\n", page.string(),
                             models.back().file);
  }
}

}  // namespace

void add_demo(CLI::App& program, RunCommand run_command) {
  CLI::App* command = program.add_subcommand(
      "demo", "The whole way on Fashion-MNIST: train, measure, search, export, verify");
  const auto flags = std::make_shared<DemoFlags>();
  command->add_option("--out", flags->out, "The folder to make, or to go on in (runs/demo)");
  command->add_option("--budget", flags->training.budget, "To train the supernet in (8m)");
  command->add_option("--seed", flags->training.seed, "Everything random follows from it (0)");
  command->add_option("--threads", flags->training.threads, "Threads that train (one a core)");
  command->add_option("--device", flags->training.device, "That trains: cpu (default), cuda");
  command->add_flag("--json", flags->json, "Print the models in the end as JSON");
  command->footer("Example:\n  ofa demo --budget 8m --out runs/demo");
  command->callback([flags, run_command = std::move(run_command)] { demo(*flags, run_command); });
}

}  // namespace ofa
