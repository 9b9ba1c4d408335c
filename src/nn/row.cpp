#include "nn/row.h"

namespace ofa {

at::Tensor RowSetting::read(ParamId parameter) const {
  const Role role = plan.graph.parameters[parameter].role;
  const bool of_norm = role == Role::kNormScale || role == Role::kNormShift;
  return read(parameter, of_norm ? weights.dtype() : precision);
}

at::Tensor RowSetting::read(ParamId parameter, at::ScalarType type) const {
  return weights.read(plan.slices[parameter], type);
}

Moments* RowSetting::moments_of(int op) const {
  return moments && plan.norms[op] >= 0 ? &(*moments)[plan.norms[op]] : nullptr;
}

at::Tensor RowSetting::drop_factors(int op, const at::Tensor& input) const {
  return drops ? drops->factors(op, input) : at::Tensor();
}

bool is_ours(const at::Tensor& tensor) {
  return tensor.use_count() == 1 && tensor.storage().use_count() == 1;
}

}  // namespace ofa
