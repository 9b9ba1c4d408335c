#include <algorithm>
#include <iostream>

#include "core/error.h"
#include "core/process.h"
#include "generated/build_info.h"
#include "tools/at_least.h"
#include "tools/bench.h"
#include "tools/bench_step_text.h"
#include "tools/named_flag.h"
#include "trainers/set_up.h"

namespace ofa {
namespace {

struct BenchStepFlags {
  std::string space, phase = "full", precision = "fp32";
  int batch = 32, resolution = 0, classes = 0, threads = 0;
  int64_t seed = 0;
  StepBenchOptions options;
  bool json = false;
};

TrainConfig config_of(const BenchStepFlags& flags) {
  TrainConfig config{.space = flags.space, .seed = flags.seed, .threads = flags.threads};
  set_named(config.precision, "--precision", flags.precision);
  config.data.batch = flags.batch;
  resolve_machine(config);
  return config;
}

Space space_of(const BenchStepFlags& flags) {
  const Space space = load_space(flags.space);
  return flags.classes == 0 ? space : with_classes(space, flags.classes);
}

// A phase that opens nothing would be timed under a wrong name.
void check_choices(const Space& space, BenchPhase phase) {
  const auto has = [&](ChoiceKind kind) {
    return std::ranges::any_of(space.choices,
                               [&](const Choice& choice) { return choice.kind == kind; });
  };
  const bool lacks = (phase == BenchPhase::kKernel && !has(ChoiceKind::kKernel)) ||
                     (phase == BenchPhase::kDepth && !has(ChoiceKind::kDepth));
  if (lacks)
    throw Error(Exit::kUsage, "--phase: space {} has no choice of {}", space.name, name_of(phase));
}

Fingerprint fingerprint_of(const TrainConfig& config) {
  return {.machine = this_machine(),
          .runtime = "libtorch",
          .version = build_info::kLibTorch,
          .precision = arithmetic_of(name_of(config.precision)),
          .threads = config.threads,
          .batch = config.data.batch};
}

void bench_step(const BenchStepFlags& flags) {
  StepBenchOptions options = flags.options;
  set_named(options.phase, "--phase", flags.phase);
  const TrainConfig config = config_of(flags);
  const Space space = space_of(flags);
  options.resolution = flags.resolution == 0 ? space.resolutions.back() : flags.resolution;
  check_choices(space, options.phase);
  use_threads(config.threads);
  const StepBench bench = bench_steps(config, space, options);
  const StepBenchReport report{
      .fingerprint = fingerprint_of(config),
      .space = space.name,
      .classes = space.spec.classes,
      .seed = config.seed,
      .options = options,
      .bench = bench,
      .peak_memory_bytes = peak_memory_bytes(),
  };
  std::cout << (flags.json ? to_json(report).dump(2) + "\n" : to_text(report));
}

}  // namespace

void add_bench_step(CLI::App& bench) {
  CLI::App* command = bench.add_subcommand(
      "step", "Training images a second, beside this machine's own product of large matrices");
  const auto flags = std::make_shared<BenchStepFlags>();
  StepBenchOptions& options = flags->options;
  command->add_option("--space", flags->space, "A name in configs/spaces/ or a file")
      ->type_name("SPACE")
      ->required();
  command
      ->add_option("--phase", flags->phase,
                   "full: the widest arch (default); kernel, depth, width: 1, 2, 4 random archs "
                   "that the widest "
                   "teaches; calibrate: norm statistics of the widest")
      ->type_name(choices<BenchPhase>());
  command->add_option("--batch", flags->batch, "Images in a step (32)")
      ->check(CLI::Range(1, 65536));
  command->add_option("--resolution", flags->resolution, "Any (the space's largest)")
      ->check(CLI::Range(8, 4096));
  command->add_option("--classes", flags->classes, "Of the classifier (the space's)")
      ->check(CLI::Range(1, 1'000'000));
  command->add_option("--precision", flags->precision, "fp32 (default) or bf16")
      ->type_name(choices<Precision>());
  command->add_option("--threads", flags->threads, "Threads that compute; 0: one a core (0)")
      ->check(CLI::Range(0, 1024));
  command->add_option("--steps", options.steps, "That are timed (10)")
      ->check(CLI::Range(1, 1'000'000));
  command->add_option("--warm-up", options.warm_up, "Steps before them (2)")
      ->check(CLI::Range(0, 1'000'000));
  command->add_option("--seed", flags->seed, "Of weights, images and archs (0)")->check(AtLeast(0));
  command->add_flag("--profile", options.profile, "Also where the time of a step goes");
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer(
      "Example:\n  ofa bench step --space mobilenet_v3 --phase width --batch 16 --resolution 128 "
      "--classes 100 --profile");
  command->callback([flags] { bench_step(*flags); });
}

}  // namespace ofa
