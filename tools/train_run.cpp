#include "tools/train_run.h"

#include <fmt/format.h>

#include <filesystem>

#include "config/load.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder_lock.h"
#include "core/format.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "evaluate/recorded_data.h"
#include "io/folders.h"
#include "trainers/pruner.h"
#include "trainers/regularise.h"
#include "trainers/run_files.h"
#include "trainers/set_up.h"
#include "trainers/trainer.h"

namespace ofa {
namespace {

void train_in(const std::string& folder, Trainer& trainer, const std::string& advice) {
  log_to_file(std::filesystem::path(folder) / "log.txt");
  install_interrupt_handlers();
  try {
    trainer.train();
  } catch (const Error& error) {
    throw Error(error.exit(), fmt::format("{}; go on with: {}", error.what(), advice));
  }
  stop_logging_to_file();
}

// Decides how many steps each phase has, and says so.
void plan(TrainConfig& config, const Dataset& dataset, const MakeModel& make_model, bool show) {
  const int64_t epoch = steps_per_epoch(config, dataset.size(Split::kTrain));
  if (!config.budget && !show) return fix_steps(config, epoch, nullptr);
  Model scratch = make_model(config, dataset);
  const Speed speed = probe_speed(config, dataset, scratch);
  fix_steps(config, epoch, &speed);
  log_info("plan, as fast as this machine was just now:\n{}", plan_text(config, epoch, speed));
}

}  // namespace

std::vector<std::string> TrainFlags::assignments() const {
  std::vector<std::string> all = set;
  if (!budget.empty()) all.push_back("budget=" + budget);
  if (!device.empty()) all.push_back("device=" + device);
  if (seed >= 0) all.push_back(fmt::format("seed={}", seed));
  if (threads >= 0) all.push_back(fmt::format("threads={}", threads));
  return all;
}

void add_train_flags(CLI::App& command, TrainFlags& flags) {
  command.add_option("--budget", flags.budget, "Time to train in: 20m")->type_name("DURATION");
  command.add_option("--set", flags.set, "Changes any key: phases.0.lr=0.1")
      ->type_name("KEY=VALUE");
  command.add_option("--seed", flags.seed, "The same as --set seed=N");
  command.add_option("--threads", flags.threads, "The same as --set threads=N");
  command.add_option("--device", flags.device, "The same as --set device=cuda")
      ->type_name("cpu|cuda");
  command.add_flag("--dry-run", flags.dry_run, "Print the plan, train nothing");
  command.add_flag("--allow-drift", flags.allow_drift,
                   "Go on with other settings, images or threads; no longer bit for bit");
}

void start_run(const Node& node, const TrainFlags& flags, const MakeModel& make_model,
               const std::string& folder, const std::string& advice) {
  TrainConfig config = read<TrainConfig>(node);
  resolve_machine(config);
  use_threads(config.threads);
  const Dataset dataset(config.data, static_cast<uint64_t>(config.seed));
  config.data = dataset.config();
  Model model = make_model(config, dataset);
  check_phases(config, model.space);
  check_pruning(config, model);
  plan(config, dataset, make_model, flags.dry_run);
  if (flags.dry_run) return;

  std::filesystem::create_directories(folder);
  const FolderLock lock(folder);
  if (is_run(folder)) throw Error("{} exists; go on with: {}", folder, advice);
  write_run_config(folder, config);
  Trainer trainer(config, dataset, model, folder);
  trainer.begin();
  describe_run(folder, model, data_record(dataset));
  train_in(folder, trainer, advice);
}

void plan_without_images(const Node& node, int64_t num_images, int num_classes) {
  TrainConfig config = read<TrainConfig>(node);
  resolve_machine(config);
  use_threads(config.threads);
  const Space space = named_space(config);
  Model scratch = new_model(config, num_classes > 0 ? with_classes(space, num_classes) : space);
  check_regularise(config.regularise, scratch.space);
  check_pruning(config, scratch);
  const int64_t num_train =
      num_images - config.data.validation.value_or(fitting_held_out(num_images)).of(num_images);
  if (num_train < config.data.batch)
    throw Error("--images {}: {} of them to train on do not fill a batch of {}", num_images,
                num_train, config.data.batch);
  const int64_t epoch = steps_per_epoch(config, num_train);
  const Speed speed = probe_speed_without_images(config, scratch);
  fix_steps(config, epoch, &speed);
  log_info(
      "plan for {} images, of which {} to train on, as fast as this machine was just now on "
      "noise:\n{}",
      with_thousands(num_images), with_thousands(num_train), plan_text(config, epoch, speed));
}

void resume_run(const TrainFlags& flags, const std::string& folder, const std::string& advice) {
  if (!is_training(folder))
    throw Error("{} is no training run: it has no run.json and config.yaml", folder);
  const FolderLock lock(folder);
  remove_temporaries(folder);
  const TrainConfig begun = read_run_config(folder);
  TrainConfig config = read_run_config(folder, flags.assignments());
  resolve_machine(config);
  if (!flags.allow_drift) refuse_drift(begun, config);
  use_threads(config.threads);
  const Dataset dataset(config.data, static_cast<uint64_t>(config.seed));
  if (!flags.allow_drift) check_data(folder, data_record(dataset));
  check_phases(config, read_run_description(folder).space);
  if (!(config == begun)) write_run_config(folder, config);
  Model model = model_to_fill(folder, config);
  check_pruning(config, model);
  Trainer trainer(config, dataset, model, folder);
  train_in(folder, trainer, advice);
}

}  // namespace ofa
