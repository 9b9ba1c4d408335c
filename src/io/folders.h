#pragma once

#include <filesystem>
#include <optional>

#include "space/arch_json.h"

namespace ofa {

// What a run folder says of its supernet without opening the weights (weights.safetensors).
struct RunDescription {
  Space space;
  Json data;  // what the network was trained on: classes, mean and std, preprocessing; or null
  std::optional<Arch> only;  // of a subnet in training; none: a supernet
};
bool is_run(const std::filesystem::path& folder);
RunDescription read_run_description(const std::filesystem::path& folder);
// An Error where the folder is a run already. Written last, it makes the folder a run.
void write_run_description(const std::filesystem::path& folder, const RunDescription& run);

// What pruning has left of that subnet, to be computed with in its weights; none: all of it.
void write_narrowed_arch(const std::filesystem::path& run, const Space& space, const Arch& arch);
std::optional<Arch> read_narrowed_arch(const std::filesystem::path& run, const Space& space);

// The same of a subnet folder.
struct SubnetDescription {
  Space space;
  Arch arch;
  Json data;
};
bool is_subnet(const std::filesystem::path& folder);
SubnetDescription read_subnet_description(const std::filesystem::path& folder);
void write_subnet_description(const std::filesystem::path& folder, const SubnetDescription& subnet);

inline std::filesystem::path weights_file(const std::filesystem::path& folder) {
  return folder / "weights.safetensors";
}

}  // namespace ofa
