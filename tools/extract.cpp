#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <iostream>

#include "core/error.h"
#include "core/log.h"
#include "evaluate/extract.h"
#include "evaluate/recorded_data.h"
#include "nn/run_folder.h"
#include "nn/tensor_io.h"
#include "space/arch_text.h"
#include "tools/commands.h"

namespace ofa {
namespace {

constexpr int64_t kCalibrationBatch = 128;

struct ExtractOptions {
  std::string run, arch, out, norm, calibrate, data;
  int threads = 0;  // as many as there are processors
};

NormStatistics calibrate(const Run& run, const Plan& plan, const std::string& file) {
  const at::Tensor images = read_images(file, plan);
  NormCalibration calibration(run.model.weights, plan, at::kFloat);
  for (const at::Tensor& batch : images.split(kCalibrationBatch)) calibration.add(batch);
  if (images.size(0) < 256)
    log_warning("{}: {} images are few; 256 or more calibrate better", file, images.size(0));
  return calibration.finish();
}

Subnet subnet_of(const Run& run, const Arch& arch, const ExtractOptions& options) {
  if (options.norm.empty() && options.calibrate.empty())
    return extract_calibrated(run, arch, open_recorded(run.data, options.run, options.data));
  const Plan plan = run.model.plan(arch);
  const NormStatistics statistics = options.norm.empty() ? calibrate(run, plan, options.calibrate)
                                                         : imported_statistics(run, plan);
  return extract(run.model.space, run.model.weights, plan, statistics, run.data);
}

void check_usage(const ExtractOptions& options) {
  if (!options.norm.empty() && options.norm != "checkpoint")
    throw Error(Exit::kUsage, "--norm: expected checkpoint, got {}", options.norm);
  const int given = !options.norm.empty() + !options.calibrate.empty() + !options.data.empty();
  if (given > 1)
    throw Error(Exit::kUsage,
                "--norm, --calibrate and --data each say where the norms' statistics "
                "come from; give one");
}

void extract_command(const ExtractOptions& options) {
  check_usage(options);
  if (std::filesystem::exists(options.out))
    throw Error("{} exists; choose another folder, or remove it", options.out);
  const Run run = load_run(options.run);
  if (options.norm.empty() && options.calibrate.empty() && options.data.empty() &&
      run.data.is_null())
    throw Error(
        Exit::kUsage,
        "{} does not say what it was trained on; say where the norms' statistics come from: "
        "--data IMAGES, --calibrate IMAGES.npy or --norm checkpoint",
        options.run);
  const Arch arch = parse_arch(run.model.space, options.arch);
  if (options.threads > 0) at::set_num_threads(options.threads);
  save_subnet(subnet_of(run, arch, options), options.out);
  std::cout << fmt::format("wrote {}     {} {}\n", options.out, run.model.space.name,
                           to_text(run.model.space, arch));
}

}  // namespace

void add_extract(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("extract", "One arch's own network, cut out of a run's supernet");
  const auto options = std::make_shared<ExtractOptions>();
  command->add_option("RUN", options->run, "A run folder")->required();
  command
      ->add_option("--arch", options->arch,
                   "min, max, random:SEED, a line like 28/24:k5e4/..., or a JSON file")
      ->type_name("ARCH")
      ->required();
  command->add_option("--out", options->out, "The subnet folder to make")->required();
  command->add_option("--calibrate", options->calibrate,
                      "Images [N, C, H, W] (float32, as the network takes them) in a .npy file");
  command->add_option("--data", options->data,
                      "Where the run's images are, if not where they were");
  command
      ->add_option("--norm", options->norm,
                   "checkpoint: the statistics that came with imported weights")
      ->type_name("checkpoint");
  command->add_option("--threads", options->threads, "Of the network (all processors)")
      ->check(CLI::Range(1, 1024));
  command->footer("Example:\n  ofa extract runs/mobilenet_v3 --arch random:1 --out subnet");
  command->callback([options] { extract_command(*options); });
}

}  // namespace ofa
