#include <fmt/format.h>

#include <iostream>

#include "config/load.h"
#include "core/error.h"
#include "io/folders.h"
#include "tools/at_least.h"
#include "tools/commands.h"
#include "tools/train_run.h"
#include "trainers/set_up.h"

namespace ofa {
namespace {

struct TrainOptions {
  std::string config, out, resume;
  TrainFlags flags;
  int64_t images = 0;  // in place of a look at the data
  int classes = 0;
};

Model fresh_supernet(const TrainConfig& config, const Dataset& dataset) {
  return new_model(config, space_for(config, dataset));
}

void check_usage(const TrainOptions& options) {
  if (!options.resume.empty() &&
      (!options.config.empty() || !options.out.empty() || options.flags.dry_run))
    throw Error(
        Exit::kUsage,
        "--resume RUN goes on with RUN's own config.yaml; CONFIG, --out and --dry-run start "
        "a new run");
  if (!options.flags.dry_run && (options.images > 0 || options.classes > 0))
    throw Error(Exit::kUsage,
                "--images and --classes are for --dry-run: training looks at the data");
  if (options.classes > 0 && options.images == 0)
    throw Error(Exit::kUsage, "--classes goes with --images N");
  if (!options.resume.empty()) return;
  if (options.config.empty())
    throw Error(Exit::kUsage, "expected CONFIG --out RUN, or --resume RUN");
  if (options.out.empty() && !options.flags.dry_run)
    throw Error(Exit::kUsage, "--out RUN is required: the run folder to make");
}

void train(const TrainOptions& options) {
  check_usage(options);
  const std::string run = options.resume.empty() ? options.out : options.resume;
  const std::string advice = "ofa train --resume " + run;
  if (!options.resume.empty()) {
    resume_run(options.flags, run, advice);
  } else {
    if (!run.empty() && is_run(run)) throw Error("{} exists; go on with: {}", run, advice);
    Node config = load_yaml(options.config);
    for (const std::string& assignment : options.flags.assignments()) set(config, assignment);
    if (options.images > 0) return plan_without_images(config, options.images, options.classes);
    start_run(config, options.flags, fresh_supernet, run, advice);
  }
  if (!options.flags.dry_run)
    std::cout << fmt::format("wrote {}     next: ofa eval {} --arch max --arch min\n", run, run);
}

}  // namespace

void add_train(CLI::App& program) {
  CLI::App* command = program.add_subcommand("train", "All phases of training, into a run folder");
  const auto options = std::make_shared<TrainOptions>();
  command->add_option("CONFIG", options->config, "A YAML file; ofa config train tells its keys");
  command->add_option("--out", options->out, "The run folder to make");
  command->add_option("--resume", options->resume, "Go on with this run, bit for bit");
  add_train_flags(*command, options->flags);
  command
      ->add_option("--images", options->images,
                   "With --dry-run: the plan for so many training images, without a look at any")
      ->check(AtLeast(1));
  command->add_option("--classes", options->classes, "And so many classes; else the space's own")
      ->check(AtLeast(2));
  command->footer(
      "Examples:\n  ofa train configs/fashion.yaml --out runs/fashion --budget 20m\n  ofa train "
      "--resume runs/fashion\n  ofa train configs/imagenet_bignas.yaml --dry-run --images 1281167 "
      "--classes 1000");
  command->callback([options] { train(*options); });
}

}  // namespace ofa
