#include "nn/tensor_io.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <set>

#include "core/error.h"
#include "io/npy.h"
#include "io/safetensors.h"

namespace ofa {
namespace {

at::ScalarType scalar_type(DType dtype) {
  switch (dtype) {
    case DType::kBool:
      return at::kBool;
    case DType::kU8:
      return at::kByte;
    case DType::kI8:
      return at::kChar;
    case DType::kI16:
      return at::kShort;
    case DType::kI32:
      return at::kInt;
    case DType::kI64:
      return at::kLong;
    case DType::kF16:
      return at::kHalf;
    case DType::kBF16:
      return at::kBFloat16;
    case DType::kF32:
      return at::kFloat;
    case DType::kF64:
      return at::kDouble;
  }
  return at::kFloat;
}

DType dtype_of(at::ScalarType type) {
  switch (type) {
    case at::kBool:
      return DType::kBool;
    case at::kByte:
      return DType::kU8;
    case at::kChar:
      return DType::kI8;
    case at::kShort:
      return DType::kI16;
    case at::kInt:
      return DType::kI32;
    case at::kLong:
      return DType::kI64;
    case at::kHalf:
      return DType::kF16;
    case at::kBFloat16:
      return DType::kBF16;
    case at::kDouble:
      return DType::kF64;
    default:
      return DType::kF32;
  }
}

// At most a few of many names.
std::string some(const std::vector<std::string>& names) {
  constexpr size_t kMost = 5;
  const std::vector<std::string> first(names.begin(),
                                       names.begin() + std::min(kMost, names.size()));
  const std::string more =
      names.size() > kMost ? fmt::format(" and {} more", names.size() - kMost) : "";
  return fmt::format("{}{}", fmt::join(first, ", "), more);
}

}  // namespace

at::Tensor to_tensor(const TensorView& view) {
  at::Tensor tensor = at::empty(view.shape, scalar_type(view.dtype));
  if (!view.bytes.empty()) std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
  return tensor;
}

std::vector<float> to_floats(const at::Tensor& tensor) {
  const at::Tensor floats = tensor.to(at::kCPU, at::kFloat).contiguous();
  return {floats.const_data_ptr<float>(), floats.const_data_ptr<float>() + floats.numel()};
}

at::Tensor read_images(const std::string& file, const Plan& plan) {
  const NpyFile npy = read_npy(file);
  const Value& input = plan.graph.values[plan.graph.input];
  const std::vector<int64_t> wanted{plan.graph.channels(plan.graph.input), input.height,
                                    input.width};
  const std::vector<int64_t>& shape = npy.array.shape;
  const bool fits = npy.array.dtype == DType::kF32 && shape.size() == 4 && shape[0] > 0 &&
                    std::equal(wanted.begin(), wanted.end(), shape.begin() + 1);
  if (!fits)
    throw Error("{}: expected images as F32 [N, {}], got {} {}", file, fmt::join(wanted, ", "),
                name_of(npy.array.dtype), shape_text(shape));
  return to_tensor(npy.array);
}

void TensorList::add(std::string name, const at::Tensor& tensor) {
  const at::Tensor held = tensor.detach().cpu().contiguous();
  const std::span bytes(static_cast<const std::byte*>(held.data_ptr()), held.nbytes());
  views_.push_back({std::move(name), dtype_of(held.scalar_type()), held.sizes().vec(), bytes});
  held_.push_back(held);
}

void add_weights(TensorList& list, const Weights& weights) {
  const auto& parameters = weights.declared().parameters;
  for (size_t id = 0; id < parameters.size(); ++id)
    list.add(parameters[id].name, weights.values(static_cast<ParamId>(id)));
}

void fill_weights(Weights& weights, const std::vector<TensorView>& tensors,
                  const std::string& file) {
  const at::NoGradGuard no_grad;
  std::set<std::string> expected;
  for (const Parameter& parameter : weights.declared().parameters) expected.insert(parameter.name);
  std::vector<std::string> superfluous, misshapen;
  for (const TensorView& view : tensors) {
    if (!expected.erase(view.name)) {
      superfluous.push_back(view.name);
      continue;
    }
    at::Tensor values = weights.values(weights.find(view.name));
    if (values.sizes() == at::IntArrayRef(view.shape) && view.dtype == DType::kF32) {
      values.copy_(to_tensor(view));
    } else {
      misshapen.push_back(fmt::format("{} {} {} instead of F32 [{}]", view.name,
                                      name_of(view.dtype), shape_text(view.shape),
                                      fmt::join(values.sizes(), ", ")));
    }
  }
  std::string problems;
  const auto report = [&](const char* what, const std::vector<std::string>& names) {
    if (!names.empty()) problems += fmt::format("; {}: {}", what, some(names));
  };
  report("missing", {expected.begin(), expected.end()});
  report("superfluous", superfluous);
  report("of another shape", misshapen);
  if (!problems.empty()) throw Error("{}: not the weights of this network{}", file, problems);
}

void write_weights(const std::filesystem::path& file, const Weights& weights) {
  TensorList tensors;
  add_weights(tensors, weights);
  write_safetensors(file, tensors.views());
}

void read_weights(const std::filesystem::path& file, Weights& weights) {
  fill_weights(weights, read_safetensors(file).tensors.all(), file);
}

}  // namespace ofa
