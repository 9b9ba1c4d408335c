#include "nn/run_folder.h"

#include <ATen/ATen.h>

#include "config/load.h"
#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"
#include "io/safetensors.h"
#include "nn/tensor_io.h"
#include "space/arch_json.h"

namespace ofa {
namespace {

constexpr const char* kFormat = "ofa-run/1";
constexpr uint64_t kMaxDescriptionBytes = 1'000'000;

std::string space_name(const std::filesystem::path& file) {
  const Json json = parse_json(read_file(file, kMaxDescriptionBytes), file);
  if (!json.is_object() || json.value("format", Json()) != kFormat)
    throw Error("{}: expected the format {}", file.string(), kFormat);
  const Json name = json.value("space", Json());
  if (!name.is_string()) throw Error("{}: space: expected a name", file.string());
  return name.get<std::string>();
}

}  // namespace

bool is_run(const std::filesystem::path& folder) {
  return std::filesystem::exists(folder / "run.json");
}

void save_run(const std::filesystem::path& folder, const Run& run) {
  if (is_run(folder))
    throw Error("{} exists; choose another folder, or remove it", folder.string());
  std::filesystem::create_directories(folder);
  TensorList tensors;
  add_weights(tensors, run.weights);
  const std::string checksum = write_safetensors(folder / "weights.safetensors", tensors.views());
  if (run.imported_norms)
    write_safetensors(folder / "imported_norms.safetensors", run.imported_norms->all());
  write_file(folder / "space.yaml", to_yaml(dump(run.space.spec)));
  const Json description{{"format", kFormat},
                         {"space", run.space.name},
                         {"weights", {{"file", "weights.safetensors"}, {"xxh3", checksum}}}};
  write_file(folder / "run.json",
             description.dump(2) + "\n");  // last: with it, the folder is a run
}

Run load_run(const std::filesystem::path& folder) {
  const std::string name = space_name(folder / "run.json");
  Space space = make_space(name, read<SpaceSpec>(load_yaml(folder / "space.yaml")));
  Weights weights(lower_supernet(space), {});
  const std::string file = folder / "weights.safetensors";
  fill_weights(weights, read_safetensors(file).tensors.all(), file);
  Run run{std::move(space), std::move(weights), std::nullopt};
  const auto norms = folder / "imported_norms.safetensors";
  if (std::filesystem::exists(norms)) run.imported_norms = read_safetensors(norms).tensors;
  return run;
}

NormStatistics imported_statistics(const Run& run, const Plan& plan) {
  if (!run.imported_norms)
    throw Error(
        "this run has no statistics of an imported checkpoint; calibrate the subnet: --calibrate "
        "IMAGES.npy");
  std::vector<Moments> moments;
  for (const Op& op : plan.graph.ops) {
    if (!std::holds_alternative<BatchNorm>(op.operation)) continue;
    const int64_t channels = plan.graph.channels(op.output);
    const auto leading = [&](const char* what) {
      const at::Tensor all =
          to_tensor(run.imported_norms->at(op.name + what)).to(run.weights.dtype());
      if (all.dim() != 1 || all.size(0) < channels)
        throw Error("{}: {}{} has fewer than {} values", run.imported_norms->file(), op.name, what,
                    channels);
      return all.narrow(0, 0, channels).clone();
    };
    moments.push_back({leading(".mean"), leading(".variance")});
  }
  return NormStatistics::stored(plan.arch, std::move(moments), run.weights);
}

}  // namespace ofa
