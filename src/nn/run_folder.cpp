#include "nn/run_folder.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "io/folders.h"
#include "io/safetensors.h"
#include "nn/moments_io.h"
#include "nn/tensor_io.h"

namespace ofa {

void save_run(const std::filesystem::path& folder, const Run& run) {
  if (is_run(folder))
    throw Error("{} exists; choose another folder, or remove it", folder.string());
  std::filesystem::create_directories(folder);
  write_weights(weights_file(folder), run.model.weights);
  if (run.imported_norms)
    write_safetensors(folder / "imported_norms.safetensors", run.imported_norms->all());
  write_run_description(folder, {run.model.space, run.data, run.model.only});
}

Run load_run(const std::filesystem::path& folder) {
  const RunDescription description = read_run_description(folder);
  Run run{make_model(description.space, description.only), std::nullopt, description.data};
  read_weights(weights_file(folder), run.model.weights);
  if (const auto narrowed = read_narrowed_arch(folder, run.model.space)) run.model.only = narrowed;
  const auto norms = folder / "imported_norms.safetensors";
  if (std::filesystem::exists(norms)) run.imported_norms = read_safetensors(norms).tensors;
  return run;
}

NormStatistics imported_statistics(const Run& run, const Plan& plan) {
  if (!run.imported_norms)
    throw Error(
        "this run has no statistics of an imported checkpoint; calibrate the subnet: --calibrate "
        "IMAGES.npy");
  std::vector<Moments> moments =
      read_moments(plan.graph, *run.imported_norms, StoredChannels::kLeading);
  return NormStatistics::stored(plan.arch, std::move(moments), run.model.weights);
}

}  // namespace ofa
