#include <fmt/format.h>

#include <charconv>
#include <iostream>

#include "config/nearest.h"
#include "core/error.h"
#include "core/format.h"
#include "core/log.h"
#include "evaluate/extract.h"
#include "evaluate/recorded_data.h"
#include "io/folders.h"
#include "nn/run_folder.h"
#include "space/arch_text.h"
#include "space/space.h"
#include "tools/commands.h"
#include "tools/runtime_check.h"
#include "tools/table.h"
#include "verify/export_subnet.h"
#include "verify/network_of.h"

namespace ofa {
namespace {

constexpr double kMaxLossPoints = 0.5;

struct ExportFlags {
  std::string source, arch, out, batch = "1", data;
  bool embed_preprocessing = false, merge = false, int8 = false, json = false;
  std::optional<int> keep;
  std::optional<double> max_loss_points;
  std::optional<int64_t> range_images;
  int64_t images = 1000;
  std::vector<std::string> runtimes;
  int threads = 1;
  std::optional<uint64_t> seed;
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

// What is to be exported, and the images that it was trained on, where they are known.
struct Exported {
  Subnet subnet;
  std::optional<Dataset> dataset;
  DatasetInfo info;
};

Arch arch_of(const Space& space, const ExportFlags& flags) {
  if (flags.arch.empty())
    throw Error(Exit::kUsage, "--arch is required: min, max, random:SEED, a line, or a file");
  return parse_arch(space, flags.arch);
}

// Of a network that does not say what it was trained on: ImageNet's numbers, as all published
// networks have them; of grey images, those of its luminance. (With a mean of 0.5 every pixel would
// lie between two bytes, and runtimes round ties each in its own way.)
DatasetInfo assumed_info(const Graph& graph) {
  DatasetInfo info{.source = "unknown"};
  info.channels = static_cast<int>(graph.channels(graph.input));
  info.mean = info.channels == 3 ? std::vector{0.485, 0.456, 0.406} : std::vector{0.459};
  info.std = info.channels == 3 ? std::vector{0.229, 0.224, 0.225} : std::vector{0.226};
  info.resize_ratio = info.channels == 3 ? 0.875 : 1;
  const int64_t classes = graph.channels(graph.output);
  for (int64_t i = 0; i < classes; ++i) info.classes.push_back(fmt::format("class {}", i));
  info.typical_size = {graph.values[graph.input].height, graph.values[graph.input].width};
  return info;
}

Exported untrained(const ExportFlags& flags) {
  const Space space = load_space(flags.source);
  Subnet subnet = untrained_subnet(space, arch_of(space, flags), flags.seed.value_or(0));
  const DatasetInfo info = assumed_info(subnet.plan.graph);
  log_warning("{} is a space: the network has random weights, good for timing alone", flags.source);
  return {std::move(subnet), std::nullopt, info};
}

Exported without_data(Subnet subnet, const ExportFlags& flags) {
  const DatasetInfo info = assumed_info(subnet.plan.graph);
  log_warning(
      "{} does not say what it was trained on: assuming mean {} and std {}, comparing on noise, "
      "and saying nothing of accuracy; say it with --data IMAGES",
      flags.source, fmt::join(info.mean, " "), fmt::join(info.std, " "));
  return {std::move(subnet), std::nullopt, info};
}

Exported with_data(Subnet subnet, Dataset dataset, const ExportFlags& flags) {
  const int64_t classes = subnet.plan.graph.channels(subnet.plan.graph.output);
  if (dataset.info().num_classes() != classes)
    throw Error("{} tells {} classes apart, {} has {}", flags.source, classes,
                dataset.info().source, dataset.info().num_classes());
  const DatasetInfo info = dataset.info();
  return {std::move(subnet), std::move(dataset), info};
}

Exported of_subnet(const ExportFlags& flags) {
  if (!flags.arch.empty())
    throw Error(Exit::kUsage, "--arch: {} is a subnet, it is one arch", flags.source);
  Subnet subnet = load_subnet(flags.source);
  if (subnet.data.is_null() && flags.data.empty()) return without_data(std::move(subnet), flags);
  Dataset dataset = open_recorded(subnet.data, flags.source, flags.data);
  return with_data(std::move(subnet), std::move(dataset), flags);
}

Exported of_run(const ExportFlags& flags) {
  const Run run = load_run(flags.source);
  const Arch arch = arch_of(run.model.space, flags);
  Dataset dataset = open_recorded(run.data, flags.source, flags.data);
  Subnet subnet = extract_calibrated(run, arch, dataset);
  return with_data(std::move(subnet), std::move(dataset), flags);
}

Exported load(const ExportFlags& flags) {
  if (is_subnet(flags.source) || is_run(flags.source)) {
    if (flags.seed)
      throw Error(Exit::kUsage, "--seed is of random weights; {} has its own", flags.source);
    return is_subnet(flags.source) ? of_subnet(flags) : of_run(flags);
  }
  if (std::filesystem::is_directory(flags.source))
    throw Error("{}: neither a subnet nor a run folder", flags.source);
  const bool is_file = flags.source.ends_with(".yaml") || flags.source.ends_with(".yml");
  const std::vector<std::string> spaces = space_names();
  if (!is_file && std::ranges::find(spaces, flags.source) == spaces.end())
    throw Error("{}: neither a subnet or run folder nor a space{}", flags.source,
                did_you_mean(flags.source, spaces));
  return untrained(flags);
}

Json to_json(const ExportReport& report) {
  Json checks = Json::array(), layers = Json::array();
  for (const RuntimeCheck& check : report.checks) {
    Json& json = checks.emplace_back(to_json(check));
    json["accuracy"] = check.accuracy ? Json(*check.accuracy) : Json();
    json["latency_ms"] = latency_of(report.card.latencies, check.runtime)->median;
  }
  for (const LayerError& layer : report.layers)
    layers.push_back({{"layer", layer.layer}, {"error", layer.error}});
  Json json{{"format", "ofa-export/1"},
            {"space", report.card.space},
            {"arch", report.card.arch},
            {"file_bytes", report.file_bytes},
            {"operations", {{"before", report.num_ops_before}, {"folded", report.num_ops}}},
            {"float_accuracy", report.float_accuracy ? Json(*report.float_accuracy) : Json()},
            {"checks", checks}};
  if (report.card.quantization) {
    json["kept_in_float"] = report.card.quantization->kept_in_float;
    json["layers"] = layers;
    json["rounding"] = {{"largest_difference", report.rounding->largest},
                        {"mean_difference", report.rounding->mean}};
  }
  return json;
}

std::string check_table(const ExportReport& report) {
  std::vector<std::vector<std::string>> rows{check_header()};
  rows[0].insert(rows[0].end(), {"accuracy %", "latency ms"});
  for (const RuntimeCheck& check : report.checks) {
    std::vector<std::string>& row = rows.emplace_back(cells_of(check));
    row.push_back(check.accuracy ? fmt::format("{:.2f}", 100 * *check.accuracy) : "-");
    row.push_back(interval(latency_of(report.card.latencies, check.runtime)));
  }
  return format_table(rows, "<>>>>>");
}

std::string layer_table(const ExportReport& report) {
  constexpr size_t kShown = 8;
  const std::vector<std::string>& kept = report.card.quantization->kept_in_float;
  std::vector<std::vector<std::string>> rows{{"layer, the worst first", "error %", ""}};
  for (size_t i = 0; i < std::min(report.layers.size(), std::max(kShown, kept.size())); ++i)
    rows.push_back({report.layers[i].layer, fmt::format("{:.2f}", 100 * report.layers[i].error),
                    i < kept.size() ? "kept in float" : ""});
  return format_table(rows, "<><");
}

void print(const ExportReport& report, const ExportFlags& flags) {
  const ModelCard& card = report.card;
  std::cout << fmt::format("{} {}: {} operations, {} once folded\n", card.space, card.arch_line,
                           report.num_ops_before, report.num_ops);
  if (card.quantization)
    std::cout << fmt::format("int8 by {} {}; alone, a layer in bytes moves the logits by\n",
                             card.quantization->images,
                             card.accuracy ? "training images" : "pictures of noise")
              << layer_table(report)
              << fmt::format(
                     "all of them move the logits by {:.1e} of the largest, {:.1e} on average\n",
                     report.rounding->largest, report.rounding->mean);
  if (report.float_accuracy)
    std::cout << fmt::format(
        "our own forward: {:.2f} % of {} validation images{}\n", 100 * *report.float_accuracy,
        report.card.accuracy->images,
        card.quantization ? fmt::format("; in bytes {:.2f} %", 100 * card.accuracy->top1) : "");
  std::cout << "differences of logits, as parts of the largest:\n" << check_table(report);
  std::cout << fmt::format("verified and wrote {} ({})     next: ofa run {} IMAGE\n", flags.out,
                           human_bytes(report.file_bytes), flags.out);
}

void export_command(const ExportFlags& flags) {
  ExportOptions options = options_of(flags);
  const std::filesystem::path folder = std::filesystem::path(flags.out).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder))
    throw Error("--out: the folder {} is not there", folder.string());
  const Exported exported = load(flags);
  options.trained = is_subnet(flags.source) || is_run(flags.source);
  if (!exported.dataset && flags.max_loss_points)
    throw Error("--max-loss: nothing is known of accuracy without images; use --keep");
  const ExportReport report =
      export_subnet(exported.subnet, exported.info, exported.dataset ? &*exported.dataset : nullptr,
                    options, flags.out);
  if (flags.json) {
    std::cout << to_json(report).dump(2) << "\n";
  } else {
    print(report, flags);
  }
}

}  // namespace

void add_export(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "export", "A model file that runs elsewhere, verified before it is written");
  const auto flags = std::make_shared<ExportFlags>();
  command
      ->add_option("SUBNET", flags->source,
                   "A subnet folder; or a run, or a space (random weights), with --arch")
      ->required();
  command->add_option("--out", flags->out, "The .onnx file to write")->required();
  command->add_option("--arch", flags->arch,
                      "Of a run or space: min, max, random:SEED, a line, or a JSON file");
  command->add_option("--batch", flags->batch, "Images at a time (1), or dynamic: any number");
  command->add_flag("--embed-preprocessing", flags->embed_preprocessing,
                    "Take pixels, uint8 [N, H, W, C], and normalise inside");
  command->add_flag("--merge", flags->merge,
                    "Make one of parallel 1x1 convolutions: for devices on which every operation "
                    "costs a start (processors get a little slower)");
  command->add_flag("--int8", flags->int8, "Compute in bytes (post-training quantization)");
  command->add_option("--keep", flags->keep, "With --int8: how many of the worst layers stay float")
      ->check(CLI::NonNegativeNumber);
  command
      ->add_option("--max-loss", flags->max_loss_points,
                   "With --int8: keep as many layers in float as it takes to lose at most so many "
                   "points of accuracy (0.5 without --keep)")
      ->check(CLI::NonNegativeNumber);
  command
      ->add_option("--range-images", flags->range_images,
                   "With --int8: training images to measure ranges on (512)")
      ->check(CLI::PositiveNumber);
  command->add_option("--images", flags->images, "Validation images to compare on (1000)")
      ->check(CLI::PositiveNumber);
  command->add_option("--data", flags->data, "Where the images are, if not where they were");
  add_runtime_options(*command, flags->runtimes, flags->threads);
  command->add_option("--seed", flags->seed, "Of random weights (0)");
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer("Example:\n  ofa export subnet --out fashion.onnx --int8");
  command->callback([flags] { export_command(*flags); });
}

}  // namespace ofa
