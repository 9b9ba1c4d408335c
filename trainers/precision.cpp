#include "trainers/precision.h"

#include <ATen/ATen.h>

#include "core/error.h"

namespace ofa {

// On processors LibTorch's own depthwise gradients are several times slower in bfloat16.
Precision resolved(Precision precision, at::Device device) {
  if (precision != Precision::kAuto) return precision;
  return device.is_cuda() ? Precision::kBf16 : Precision::kFp32;
}

at::ScalarType scalar_type(Precision precision) {
  TORCH_CHECK(precision != Precision::kAuto, "precision: auto was not resolved");
  return precision == Precision::kBf16 ? at::kBFloat16 : at::kFloat;
}

at::Device device_named(const std::string& name) {
  const bool is_cuda = name == "cuda" || name.starts_with("cuda:");
  if (name != "cpu" && !is_cuda) throw Error("device: expected cpu, cuda or cuda:N, got {}", name);
  if (!is_cuda) return at::kCPU;
  if (!at::hasCUDA()) throw Error("device {}: this LibTorch or this machine has no CUDA", name);
  try {
    return at::Device(name);
  } catch (const c10::Error&) {
    throw Error("device: expected cpu, cuda or cuda:N, got {}", name);
  }
}

}  // namespace ofa
