#include "tools/export_source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "config/nearest.h"
#include "core/error.h"
#include "core/log.h"
#include "evaluate/extract.h"
#include "evaluate/recorded_data.h"
#include "io/folders.h"
#include "nn/run_folder.h"
#include "space/arch_text.h"
#include "space/space.h"
#include "verify/network_of.h"

namespace ofa {
namespace {

Arch arch_of(const Space& space, const ExportSource& source) {
  if (source.arch.empty())
    throw Error(Exit::kUsage, "--arch is required: min, max, random:SEED, a line, or a file");
  return parse_arch(space, source.arch);
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

Exported untrained(const ExportSource& source) {
  const Space space = load_space(source.path);
  Subnet subnet = untrained_subnet(space, arch_of(space, source), source.seed.value_or(0));
  const DatasetInfo info = assumed_info(subnet.plan.graph);
  log_warning("{} is a space: the network has random weights, good for timing alone", source.path);
  return {std::move(subnet), false, std::nullopt, info};
}

Exported without_data(Subnet subnet, const ExportSource& source) {
  const DatasetInfo info = assumed_info(subnet.plan.graph);
  log_warning(
      "{} does not say what it was trained on: assuming mean {} and std {}, comparing on noise, "
      "and saying nothing of accuracy; say it with --data IMAGES",
      source.path, fmt::join(info.mean, " "), fmt::join(info.std, " "));
  return {std::move(subnet), true, std::nullopt, info};
}

Exported with_data(Subnet subnet, Dataset dataset, const ExportSource& source) {
  check_classes(subnet, dataset, source.path);
  const DatasetInfo info = dataset.info();
  return {std::move(subnet), true, std::move(dataset), info};
}

Exported of_subnet(const ExportSource& source) {
  if (!source.arch.empty())
    throw Error(Exit::kUsage, "--arch: {} is a subnet, it is one arch", source.path);
  Subnet subnet = load_subnet(source.path);
  if (subnet.data.is_null() && source.data.empty()) return without_data(std::move(subnet), source);
  Dataset dataset = open_recorded(subnet.data, source.path, source.data);
  return with_data(std::move(subnet), std::move(dataset), source);
}

Exported of_run(const ExportSource& source) {
  const Run run = load_run(source.path);
  const Arch arch = arch_of(run.model.space, source);
  Dataset dataset = open_recorded(run.data, source.path, source.data);
  Subnet subnet = extract_calibrated(run, arch, dataset);
  return with_data(std::move(subnet), std::move(dataset), source);
}

}  // namespace

void check_classes(const Subnet& subnet, const Dataset& dataset, const std::string& source) {
  const int64_t classes = subnet.plan.graph.channels(subnet.plan.graph.output);
  if (dataset.info().num_classes() != classes)
    throw Error("{} tells {} classes apart, {} has {}", source, classes, dataset.info().source,
                dataset.info().num_classes());
}

Exported load_exported(const ExportSource& source) {
  if (is_subnet(source.path) || is_run(source.path)) {
    if (source.seed)
      throw Error(Exit::kUsage, "--seed is of random weights; {} has its own", source.path);
    return is_subnet(source.path) ? of_subnet(source) : of_run(source);
  }
  if (std::filesystem::is_directory(source.path))
    throw Error("{}: neither a subnet nor a run folder", source.path);
  const bool is_file = source.path.ends_with(".yaml") || source.path.ends_with(".yml");
  const std::vector<std::string> spaces = space_names();
  if (!is_file && std::ranges::find(spaces, source.path) == spaces.end())
    throw Error("{}: neither a subnet or run folder nor a space{}", source.path,
                did_you_mean(source.path, spaces));
  return untrained(source);
}

}  // namespace ofa
