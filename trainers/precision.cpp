#include "trainers/precision.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

#include "core/error.h"

namespace ofa {
namespace {

// Without instructions of its own for products of bfloat16 a processor is slower with it.
bool multiplies_bfloat16(const Machine& machine) {
  constexpr std::array kInstructions{"avx512_bf16", "amx_bf16", "bf16", "svebf16"};
  return std::ranges::any_of(machine.features, [&](const std::string& feature) {
    return std::ranges::find(kInstructions, feature) != kInstructions.end();
  });
}

}  // namespace

Precision resolved(Precision precision, at::Device device, const Machine& machine) {
  if (precision != Precision::kAuto) return precision;
  const bool is_quicker = device.is_cuda() || multiplies_bfloat16(machine);
  return is_quicker ? Precision::kBf16 : Precision::kFp32;
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
