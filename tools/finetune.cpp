#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "config/load.h"
#include "config/yaml.h"
#include "core/error.h"
#include "evaluate/extract.h"
#include "evaluate/recorded_data.h"
#include "io/folders.h"
#include "tools/commands.h"
#include "tools/train_run.h"
#include "trainers/set_up.h"

namespace ofa {
namespace {

constexpr const char* kTraining = "training";  // the run folder within the subnet's

struct FinetuneOptions {
  std::string subnet, config, out, resume, data;
  TrainFlags flags;
};

// Without a CONFIG: the images that it was trained on, a few epochs, a low rate.
Node default_config(const FinetuneOptions& options) {
  const SubnetDescription subnet = read_subnet_description(options.subnet);
  const RecordedData data = recorded_data(subnet.data, options.subnet, options.data);
  TrainConfig config;
  config.seed = static_cast<int64_t>(data.seed);
  config.data = data.config;
  config.data.augment.reset();
  config.optimizer.lr = 0.01;
  config.optimizer.clip_norm = 5;
  config.phases.push_back({.name = "finetune", .epochs = 3, .sample = {Sample::kMax}});
  return dump(config);
}

// What training is done, and where: said once, so that going on needs nothing but the folder.
Node config_of(const FinetuneOptions& options) {
  Node config = options.config.empty() ? default_config(options) : load_yaml(options.config);
  set(config, "init.from=" + options.subnet);
  for (const std::string& assignment : options.flags.assignments()) set(config, assignment);
  return config;
}

Model subnet_to_train(const TrainConfig& config, const Dataset& dataset) {
  return model_of_subnet(config.init.from, config, dataset);
}

// The best weights of the training, calibrated, as a subnet.
void write_subnet(const std::filesystem::path& out) {
  const Run run = load_run(out / kTraining);
  const Dataset dataset = open_recorded(run.data, out.string(), "");
  save_subnet(extract_calibrated(run, run.model.only.value(), dataset), out);
}

void finetune(const FinetuneOptions& options) {
  if (options.resume.empty() == (options.subnet.empty() || options.out.empty()))
    throw Error(Exit::kUsage, "expected SUBNET [CONFIG] --out SUBNET, or --resume SUBNET");
  if (!options.resume.empty() && options.flags.dry_run)
    throw Error(Exit::kUsage, "--dry-run plans a new training; --resume has its plan already");
  const std::filesystem::path out = options.resume.empty() ? options.out : options.resume;
  const std::string training = out / kTraining;
  const std::string advice = "ofa finetune --resume " + out.string();
  if (!options.resume.empty()) {
    resume_run(options.flags, training, advice);
  } else {
    if (is_run(training)) throw Error("{} exists; go on with: {}", out.string(), advice);
    if (is_subnet(out)) throw Error("{} exists; choose another folder, or remove it", out.string());
    start_run(config_of(options), options.flags, subnet_to_train, training, advice);
    if (options.flags.dry_run) return;
  }
  write_subnet(out);
  std::cout << fmt::format("wrote {}     next: ofa eval {} --split test\n", out.string(),
                           out.string());
}

}  // namespace

void add_finetune(CLI::App& program) {
  CLI::App* command = program.add_subcommand("finetune", "Goes on training one subnet");
  const auto options = std::make_shared<FinetuneOptions>();
  command->add_option("SUBNET", options->subnet, "A subnet folder");
  command->add_option("CONFIG", options->config,
                      "A YAML file as of ofa train; without one, 3 epochs on the subnet's images");
  command->add_option("--out", options->out, "The subnet folder to make");
  command->add_option("--resume", options->resume, "Go on with this one, bit for bit");
  command->add_option("--data", options->data, "Where the images are, if not where they were");
  add_train_flags(*command, options->flags);
  command->footer("Example:\n  ofa finetune subnet --out tuned --budget 2m");
  command->callback([options] { finetune(*options); });
}

}  // namespace ofa
