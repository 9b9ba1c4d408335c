#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <iostream>

#include "core/error.h"
#include "evaluate/accuracy.h"
#include "evaluate/recorded_data.h"
#include "io/folders.h"
#include "nn/run_folder.h"
#include "space/arch_text.h"
#include "tools/at_least.h"
#include "tools/commands.h"
#include "tools/table.h"

namespace ofa {
namespace {

struct EvalOptions {
  std::string folder, split = "validation", data;
  std::vector<std::string> archs;
  int64_t images = 0, calibration = 1000;
  int threads = 0;  // as many as there are processors
  bool json = false;
};

EvaluationOptions evaluation_of(const EvalOptions& options) {
  EvaluationOptions evaluation;
  evaluation.split = options.split == "test" ? Split::kTest : Split::kValidation;
  evaluation.images = options.images;
  evaluation.calibration = options.calibration;
  return evaluation;
}

void check_split(const Dataset& dataset, const EvaluationOptions& evaluation) {
  if (dataset.size(evaluation.split) == 0)
    throw Error("{} has no {} images", dataset.info().source, name_of(evaluation.split));
}

// Accuracies, and the space that tells what their archs are.
struct Evaluated {
  Space space;
  std::vector<Accuracy> accuracies;
};

Evaluated of_run(const EvalOptions& options) {
  const Run run = load_run(options.folder);
  const Dataset dataset = open_recorded(run.data, options.folder, options.data);
  const EvaluationOptions evaluation = evaluation_of(options);
  check_split(dataset, evaluation);
  std::vector<Arch> archs;
  if (run.model.only && options.archs.empty()) archs.push_back(*run.model.only);
  for (const std::string& arch : options.archs) archs.push_back(parse_arch(run.model.space, arch));
  if (archs.empty())
    throw Error(Exit::kUsage, "--arch is required: min, max, random:SEED, a line, or a file");
  return {run.model.space, measure_accuracy(run.model, dataset, archs, evaluation)};
}

Evaluated of_subnet(const EvalOptions& options) {
  const Subnet subnet = load_subnet(options.folder);
  const Dataset dataset = open_recorded(subnet.data, options.folder, options.data);
  const EvaluationOptions evaluation = evaluation_of(options);
  check_split(dataset, evaluation);
  return {subnet.space,
          {measure_accuracy(subnet.weights, subnet.plan, subnet.statistics, dataset, evaluation)}};
}

Json to_json(const Space& space, const std::vector<Accuracy>& accuracies,
             const std::string& split) {
  Json list = Json::array();
  for (const Accuracy& accuracy : accuracies)
    list.push_back({{"arch", to_text(space, accuracy.arch)},
                    {"images", accuracy.num_images},
                    {"top1", accuracy.top1},
                    {"top5", accuracy.top5},
                    {"loss", accuracy.loss}});
  return {{"format", "ofa-accuracies/1"}, {"split", split}, {"accuracies", list}};
}

std::string to_table(const Space& space, const std::vector<Accuracy>& accuracies,
                     const std::string& split) {
  std::vector<std::vector<std::string>> rows{{split + " %", "top-5 %", "loss", "images", "arch"}};
  for (const Accuracy& accuracy : accuracies)
    rows.push_back({fmt::format("{:.2f}", 100 * accuracy.top1),
                    fmt::format("{:.2f}", 100 * accuracy.top5),
                    fmt::format("{:.4f}", accuracy.loss), std::to_string(accuracy.num_images),
                    to_text(space, accuracy.arch)});
  return format_table(rows, ">>>><");
}

void eval(const EvalOptions& options) {
  if (options.split != "validation" && options.split != "test")
    throw Error(Exit::kUsage, "--split: expected validation or test, got {}", options.split);
  const bool one = is_subnet(options.folder);
  if (!one && !is_run(options.folder))
    throw Error("{} is neither a run nor a subnet folder", options.folder);
  if (one && !options.archs.empty())
    throw Error(Exit::kUsage, "--arch: {} is a subnet, it is one arch", options.folder);
  if (options.threads > 0) at::set_num_threads(options.threads);
  const auto [space, accuracies] = one ? of_subnet(options) : of_run(options);
  if (options.json) {
    std::cout << to_json(space, accuracies, options.split).dump(2) << "\n";
  } else {
    std::cout << to_table(space, accuracies, options.split);
  }
}

}  // namespace

void add_eval(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("eval", "Accuracy of archs, their norms calibrated first");
  const auto options = std::make_shared<EvalOptions>();
  command->add_option("RUN", options->folder, "A run or a subnet folder")->required();
  command
      ->add_option("--arch", options->archs,
                   "min, max, random:SEED, a line like 28/24:k5e4/..., or a JSON file; several "
                   "may be given")
      ->type_name("ARCH");
  command->add_option("--split", options->split, "validation (default), or test")
      ->type_name("validation|test");
  command->add_option("--images", options->images, "Of the split at most; 0: all")
      ->check(AtLeast(0));
  command
      ->add_option("--calibration", options->calibration, "Training images to calibrate norms on")
      ->check(AtLeast(1));
  command->add_option("--data", options->data, "Where the images are, if not where they were");
  command->add_option("--threads", options->threads, "Of the network (all processors)")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--json", options->json, "Print JSON");
  command->footer("Example:\n  ofa eval runs/fashion --arch max --arch min --split test");
  command->callback([options] { eval(*options); });
}

}  // namespace ofa
