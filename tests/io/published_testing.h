#pragma once

#include <functional>

#include "io/pth.h"
#include "io/published_match.h"
#include "io_testing.h"

namespace ofa {

using Rename = std::function<std::string(std::string)>;

inline std::string golden(const std::string& file) {
  return (source_dir() / "tests/nn/data" / file).string();
}

// The same tensors under other names; those without one are left out.
inline Checkpoint renamed(const Checkpoint& checkpoint, const Rename& rename) {
  std::vector<TensorView> tensors;
  for (TensorView tensor : checkpoint.tensors.all()) {
    tensor.name = rename(tensor.name);
    if (!tensor.name.empty()) tensors.push_back(tensor);
  }
  return {{"w.pth", tensors, std::make_shared<NamedTensors>(checkpoint.tensors)}, {}};
}

using Shapes = std::vector<std::pair<std::string, std::vector<int64_t>>>;

// Tensors of zeros.
inline Checkpoint zeros(const Shapes& shapes) {
  size_t most = 0;
  for (const auto& [name, shape] : shapes)
    most = std::max(most, static_cast<size_t>(num_bytes(DType::kF32, shape).value()));
  const auto buffer = std::make_shared<std::vector<std::byte>>(most);
  std::vector<TensorView> tensors;
  for (const auto& [name, shape] : shapes)
    tensors.push_back(
        {name, DType::kF32, shape,
         std::span(*buffer).first(static_cast<size_t>(num_bytes(DType::kF32, shape).value()))});
  return {{"w.pth", tensors, buffer}, {}};
}

// Everything of a space, under the shortest keys.
inline Checkpoint zeros_for(const Space& space) {
  const WantedTensors wanted(space, nullptr);
  Shapes shapes;
  for (const auto* list : {&wanted.parameters, &wanted.norms})
    for (const WantedTensor& tensor : *list) shapes.push_back({tensor.key, tensor.shape});
  return zeros(shapes);
}

}  // namespace ofa
