#include <fmt/format.h>

#include <iostream>

#include "config/codec.h"
#include "config/units.h"
#include "core/error.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "search/gather_samples.h"
#include "search/predictor_file.h"
#include "tools/at_least.h"
#include "tools/commands.h"
#include "tools/search_text.h"

namespace ofa {
namespace {

struct PredictorFlags {
  std::string run, out, budget;
  SamplingOptions sampling;
  int threads = 0;
  bool json = false;
};

void predictor_command(const PredictorFlags& flags, const OpenSupernet& open) {
  if (!open) throw Error("this program was built without LibTorch: it cannot open a run");
  SamplingOptions sampling = flags.sampling;
  if (!flags.budget.empty())
    sampling.most_seconds = Codec<Duration>::read(Node::scalar(flags.budget)).seconds;
  const std::string out = flags.out.empty() ? flags.run + "/predictor.safetensors" : flags.out;
  install_interrupt_handlers();
  const auto supernet = open(flags.run, flags.threads);
  const std::vector<AccuracySample> samples =
      gather_samples(supernet->space(), *supernet, sampling);
  PredictorParts parts = fit_predictor(supernet->space(), samples, sampling.seed);
  parts.weights = supernet->weights();
  save_predictor(parts, out);
  if (flags.json) {
    std::cout << to_json(parts).dump(2) << "\n";
  } else {
    std::cout
        << predictor_text(parts)
        << fmt::format(
               "wrote {}     next: ofa search {} --table TABLE --max latency_ms=MS --out DIR\n",
               out, flags.run);
  }
}

}  // namespace

void add_predictor(CLI::App& program, OpenSupernet open) {
  CLI::App* command = program.add_subcommand(
      "predictor",
      "Measures archs of a trained supernet, and learns to predict accuracy from them");
  const auto flags = std::make_shared<PredictorFlags>();
  command->add_option("RUN", flags->run, "A run folder")->required();
  command->add_option("--out", flags->out, "The predictor's file (RUN/predictor.safetensors)");
  command->add_option("--samples", flags->sampling.samples, "Archs to measure at most (200)")
      ->check(CLI::Range(10, 1'000'000));
  command
      ->add_option("--rounds", flags->sampling.rounds,
                   "In which archs are taken from the front, after those that are spread (3)")
      ->check(CLI::Range(0, 100));
  command
      ->add_option("--budget", flags->budget, "To measure in: 3m; what is measured by then, counts")
      ->type_name("DURATION");
  command
      ->add_option("--images", flags->sampling.accuracy.images, "Validation images at most (5000)")
      ->check(AtLeast(1));
  command
      ->add_option("--calibration", flags->sampling.accuracy.calibration,
                   "Training images to calibrate norms on (1000)")
      ->check(AtLeast(1));
  command->add_option("--seed", flags->sampling.seed, "Of the archs and of fitting (0)");
  command->add_option("--threads", flags->threads, "0: one a core");
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer(
      "What was measured is kept in RUN/accuracies.jsonl: stopped and called again, it goes on.\n"
      "Example:\n  ofa predictor runs/fashion --budget 3m");
  command->callback([flags, open = std::move(open)] { predictor_command(*flags, open); });
}

}  // namespace ofa
