#pragma once

#include <onnx/onnx_pb.h>

#include <string>

namespace ofa {

onnx::ModelProto parsed(const std::string& bytes);

// Multiply-accumulates of convolutions and matrix products, counted from a file's own nodes after
// ONNX's shape inference.
int64_t macs_of_nodes(const std::string& bytes);

}  // namespace ofa
