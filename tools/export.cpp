#include <fmt/format.h>

#include <charconv>
#include <iostream>

#include "core/error.h"
#include "tools/at_least.h"
#include "tools/commands.h"
#include "tools/export_front.h"
#include "tools/export_source.h"
#include "tools/export_text.h"
#include "tools/runtime_check.h"

namespace ofa {
namespace {

constexpr double kMaxLossPoints = 0.5;
constexpr size_t kMembers = 8;  // as many as ofa search measures

struct ExportFlags {
  ExportSource source;
  std::string out, batch = "1", front;
  std::optional<size_t> members;
  bool embed_preprocessing = false, merge = false, int8 = false, json = false;
  std::optional<int> keep;
  std::optional<double> max_loss_points;
  std::optional<int64_t> range_images;
  int64_t images = 1000;
  std::vector<std::string> runtimes;
  int threads = 1;
};

ExportOptions options_of(const ExportFlags& flags) {
  ExportOptions options;
  if (flags.batch == "dynamic") {
    options.batch.reset();
  } else {
    const auto [end, error] = std::from_chars(
        flags.batch.data(), flags.batch.data() + flags.batch.size(), options.batch.emplace());
    if (error != std::errc() || *end != 0 || *options.batch < 1 || *options.batch > 4096)
      throw Error(Exit::kUsage, "--batch: expected 1 to 4096, or dynamic; got {}", flags.batch);
  }
  if (!flags.int8 && (flags.keep || flags.max_loss_points || flags.range_images))
    throw Error(Exit::kUsage, "--keep, --max-loss and --range-images belong to --int8");
  options.embed_preprocessing = flags.embed_preprocessing;
  options.merge = flags.merge;
  options.images = flags.images;
  options.runtimes = choose_runtimes(flags.runtimes);
  options.runtime.threads = flags.threads;
  options.int8 = flags.int8;
  options.keep = flags.keep.value_or(0);
  if (flags.max_loss_points || !flags.keep)
    options.max_loss = flags.max_loss_points.value_or(kMaxLossPoints) / 100;
  options.range_images = flags.range_images.value_or(options.range_images);
  return options;
}

void export_one(const ExportFlags& flags, ExportOptions options) {
  if (flags.members) throw Error(Exit::kUsage, "--members belongs to --front");
  const std::filesystem::path folder = std::filesystem::path(flags.out).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder))
    throw Error("--out: the folder {} is not there", folder.string());
  const Exported exported = load_exported(flags.source);
  options.trained = exported.is_trained;
  if (!exported.dataset && flags.max_loss_points)
    throw Error("--max-loss: nothing is known of accuracy without images; use --keep");
  const ExportReport report =
      export_subnet(exported.subnet, exported.info, exported.dataset ? &*exported.dataset : nullptr,
                    options, flags.out);
  std::cout << (flags.json ? to_json(report).dump(2) + "\n" : export_text(report, flags.out));
}

void export_many(const ExportFlags& flags, const ExportOptions& options) {
  if (!flags.source.arch.empty() || flags.source.seed)
    throw Error(Exit::kUsage, "--front has archs of its own: neither --arch nor --seed");
  const FrontExport wanted{.run = flags.source.path,
                           .front = flags.front,
                           .data = flags.source.data,
                           .members = flags.members.value_or(kMembers)};
  const auto exported = export_front(wanted, options, flags.out);
  std::cout << (flags.json ? to_json(exported).dump(2) + "\n" : export_text(exported, flags.out));
}

void export_command(const ExportFlags& flags) {
  const ExportOptions options = options_of(flags);
  flags.front.empty() ? export_one(flags, options) : export_many(flags, options);
}

}  // namespace

void add_export(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "export", "A model file that runs elsewhere, verified before it is written");
  const auto flags = std::make_shared<ExportFlags>();
  command
      ->add_option("SUBNET", flags->source.path,
                   "A subnet folder; or a run, or a space (random weights), with --arch")
      ->type_name("SUBNET|RUN|SPACE")
      ->required();
  command->add_option("--out", flags->out, "The .onnx file to write; with --front: the folder")
      ->required();
  command
      ->add_option("--arch", flags->source.arch,
                   "Of a run or space: min, max, random:SEED, a line, or a JSON file")
      ->type_name("ARCH");
  command->add_option("--front", flags->front,
                      "Of a run: the front.json of a search; exports many of its networks");
  command
      ->add_option("--members", flags->members,
                   "With --front: how many, spread over it as ofa search does (8)")
      ->check(CLI::Range(1, 100'000));
  command->add_option("--batch", flags->batch, "Images at a time (1), or dynamic: any number")
      ->type_name("N|dynamic");
  command->add_flag("--embed-preprocessing", flags->embed_preprocessing,
                    "Take pixels, uint8 [N, H, W, C], and normalise inside");
  command->add_flag("--merge", flags->merge,
                    "Make one of parallel 1x1 convolutions: for devices on which every operation "
                    "costs a start (processors get a little slower)");
  command->add_flag("--int8", flags->int8, "Compute in bytes (post-training quantization)");
  command->add_option("--keep", flags->keep, "With --int8: how many of the worst layers stay float")
      ->check(AtLeast(0));
  command
      ->add_option("--max-loss", flags->max_loss_points,
                   "With --int8: keep as many layers in float as it takes to lose at most so many "
                   "points of accuracy (0.5 without --keep)")
      ->check(AtLeast(0));
  command
      ->add_option("--range-images", flags->range_images,
                   "With --int8: training images to measure ranges on (512)")
      ->check(AtLeast(1));
  command->add_option("--images", flags->images, "Validation images to compare on (1000)")
      ->check(AtLeast(1));
  command->add_option("--data", flags->source.data, "Where the images are, if not where they were");
  add_runtime_options(*command, flags->runtimes, flags->threads);
  command->add_option("--seed", flags->source.seed, "Of random weights (0)");
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer(
      "Examples:\n  ofa export subnet --out fashion.onnx --int8\n"
      "  ofa export runs/fashion --front found/front.json --out models");
  command->callback([flags] { export_command(*flags); });
}

}  // namespace ofa
