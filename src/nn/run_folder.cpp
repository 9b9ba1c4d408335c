#include "nn/run_folder.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "io/folders.h"
#include "io/safetensors.h"
#include "nn/tensor_io.h"

namespace ofa {
void save_run(const std::filesystem::path& folder, const Run& run) {
  if (is_run(folder))
    throw Error("{} exists; choose another folder, or remove it", folder.string());
  std::filesystem::create_directories(folder);
  TensorList tensors;
  add_weights(tensors, run.model.weights);
  write_safetensors(weights_file(folder), tensors.views());
  if (run.imported_norms)
    write_safetensors(folder / "imported_norms.safetensors", run.imported_norms->all());
  write_run_description(folder, {run.model.space, run.data, run.model.only});
}

Run load_run(const std::filesystem::path& folder) {
  const RunDescription description = read_run_description(folder);
  Run run{make_model(description.space, description.only), std::nullopt, description.data};
  fill_weights(run.model.weights, read_safetensors(weights_file(folder)).tensors.all(),
               weights_file(folder));
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
          to_tensor(run.imported_norms->at(op.name + what)).to(run.model.weights.dtype());
      if (all.dim() != 1 || all.size(0) < channels)
        throw Error("{}: {}{} has fewer than {} values", run.imported_norms->file(), op.name, what,
                    channels);
      return all.narrow(0, 0, channels).clone();
    };
    moments.push_back({leading(".mean"), leading(".variance")});
  }
  return NormStatistics::stored(plan.arch, std::move(moments), run.model.weights);
}

}  // namespace ofa
