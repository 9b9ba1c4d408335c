#pragma once

#include <cstdint>
#include <string>

namespace onnx {
class ModelProto;
}

namespace ofa {

inline constexpr uint64_t kMostModelBytes = 2'000'000'000;
inline constexpr const char* kModelChecksumKey = "checksum";

// The bytes of a model whose metadata carry the checksum of all the rest.
std::string sealed(onnx::ModelProto& model);

// Whether a model still is what was sealed.
bool is_sealed(onnx::ModelProto model);

}  // namespace ofa
