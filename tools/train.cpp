#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "config/load.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/format.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "io/folders.h"
#include "space/count.h"
#include "tools/commands.h"
#include "trainers/run_files.h"
#include "trainers/set_up.h"
#include "trainers/teachers.h"
#include "trainers/trainer.h"

namespace ofa {
namespace {

struct TrainOptions {
  std::string config, out, resume, budget, device;
  std::vector<std::string> set;
  int64_t seed = -1;
  int threads = -1;
  bool dry_run = false, allow_drift = false;
};

// Flags are short for --set.
std::vector<std::string> assignments(const TrainOptions& options) {
  std::vector<std::string> all = options.set;
  if (!options.budget.empty()) all.push_back("budget=" + options.budget);
  if (!options.device.empty()) all.push_back("device=" + options.device);
  if (options.seed >= 0) all.push_back(fmt::format("seed={}", options.seed));
  if (options.threads >= 0) all.push_back(fmt::format("threads={}", options.threads));
  return all;
}

void train_in(const std::string& folder, Trainer& trainer) {
  log_to_file(std::filesystem::path(folder) / "log.txt");
  install_interrupt_handlers();
  const std::string advice = fmt::format("; go on with: ofa train --resume {}", folder);
  try {
    trainer.train();
  } catch (const Error& error) {
    throw Error(error.exit(), error.what() + advice);
  }
  std::cout << fmt::format(
      "wrote {}     best {:.2f} %     next: ofa eval {} --arch max --split test\n", folder,
      100 * trainer.progression().best, folder);
}

void start(const TrainOptions& options) {
  Node node = load_yaml(options.config);
  for (const std::string& assignment : assignments(options)) set(node, assignment);
  TrainConfig config = read<TrainConfig>(node);
  check_teachers(config);
  resolve_machine(config);
  use_threads(config.threads);
  const Dataset dataset(config.data, static_cast<uint64_t>(config.seed));
  config.data = dataset.config();
  const Space space = space_for(config, dataset);
  Model model = new_model(config, space);

  const int64_t epoch = steps_per_epoch(config, dataset);
  if (config.budget || options.dry_run) {
    Model scratch = new_model(config, space);
    const Speed speed = probe_speed(config, dataset, scratch);
    fix_steps(config, epoch, &speed);
    log_info("plan, as fast as this machine was just now:\n{}", plan_text(config, epoch, speed));
  } else {
    fix_steps(config, epoch, nullptr);
  }
  if (options.dry_run) return;

  std::filesystem::create_directories(options.out);
  const FolderLock lock(options.out);
  write_run_config(options.out, config);
  Trainer trainer(config, dataset, model, options.out);
  trainer.begin();
  describe_run(options.out, model, dataset);
  train_in(options.out, trainer);
}

void resume(const TrainOptions& options) {
  if (!is_training(options.resume))
    throw Error("{} is no training run: it has no run.json and config.yaml", options.resume);
  const FolderLock lock(options.resume);
  const TrainConfig begun = read_run_config(options.resume);
  const TrainConfig config = read_run_config(options.resume, assignments(options));
  if (!options.allow_drift) refuse_drift(begun, config);
  use_threads(config.threads);
  const Dataset dataset(config.data, static_cast<uint64_t>(config.seed));
  if (!options.allow_drift) check_data(options.resume, dataset);
  Model model = new_model(config, read_run_description(options.resume).space);
  Trainer trainer(config, dataset, model, options.resume);
  train_in(options.resume, trainer);
}

void train(const TrainOptions& options) {
  if (!options.resume.empty()) {
    if (!options.config.empty() || !options.out.empty() || options.dry_run)
      throw Error(Exit::kUsage,
                  "--resume RUN goes on with RUN's own config.yaml; CONFIG, --out and --dry-run "
                  "start a new run");
    return resume(options);
  }
  if (options.config.empty())
    throw Error(Exit::kUsage, "expected CONFIG --out RUN, or --resume RUN");
  if (options.out.empty() && !options.dry_run)
    throw Error(Exit::kUsage, "--out RUN: where to is required");
  if (!options.out.empty() && is_run(options.out))
    throw Error("{} exists; go on with: ofa train --resume {}", options.out, options.out);
  start(options);
}

}  // namespace

void add_train(CLI::App& program) {
  CLI::App* command = program.add_subcommand("train", "All phases of training, into a run folder");
  const auto options = std::make_shared<TrainOptions>();
  command->add_option("CONFIG", options->config, "A YAML file; ofa config train tells its keys");
  command->add_option("--out", options->out, "The run folder to make");
  command->add_option("--resume", options->resume, "Go on with this run, bit for bit");
  command->add_option("--budget", options->budget, "Time to train in: 20m");
  command->add_option("--set", options->set, "KEY=VALUE changes any key: phases.0.lr=0.1");
  command->add_option("--seed", options->seed, "The same as --set seed=N");
  command->add_option("--threads", options->threads, "The same as --set threads=N");
  command->add_option("--device", options->device, "The same as --set device=cuda");
  command->add_flag("--dry-run", options->dry_run, "Print the plan, train nothing");
  command->add_flag("--allow-drift", options->allow_drift,
                    "Go on with other settings, images or threads; no longer bit for bit");
  command->footer(
      "Examples:\n  ofa train configs/fashion.yaml --out runs/fashion --budget 20m\n  ofa train "
      "--resume runs/fashion");
  command->callback([options] { train(*options); });
}

}  // namespace ofa
