#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/named_tensors.h"

namespace ofa {

// The weights in a file that PyTorch's torch.save wrote, in either of its forms. They are the
// file's top-level dict, or the dict under its key "state_dict" or "model".
struct Checkpoint {
  NamedTensors tensors;
  std::vector<std::string> ignored;  // names beside the tensors: "epoch", "optimizer"
};

Checkpoint read_checkpoint(const std::filesystem::path& path);

// The same, of bytes in memory; `file` is what errors call them.
Checkpoint parse_checkpoint(std::string_view bytes, const std::string& file);

}  // namespace ofa
