#include "nn/initialise.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/random.h"

namespace ofa {
namespace {

template <typename Draw>
at::Tensor filled(const at::Tensor& like, const Draw& draw) {
  at::Tensor values = at::empty(like.sizes(), at::kDouble);
  double* data = values.data_ptr<double>();
  for (int64_t i = 0; i < values.numel(); ++i) data[i] = draw();
  return values;
}

at::Tensor initial_weight(const at::Tensor& weight, Random random) {
  if (weight.dim() == 2) {
    const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
    return filled(weight, [&] { return (2 * random.uniform() - 1) * bound; });
  }
  const double fan_out = static_cast<double>(weight.size(0) * weight.size(2) * weight.size(3));
  const double deviation = std::sqrt(2 / fan_out);
  return filled(weight, [&] { return random.normal() * deviation; });
}

}  // namespace

void initialise(Weights& weights, uint64_t seed, const InitOptions& options) {
  const at::NoGradGuard no_grad;
  const auto& parameters = weights.declared().parameters;
  for (size_t id = 0; id < parameters.size(); ++id) {
    at::Tensor values = weights.values(static_cast<ParamId>(id));
    switch (parameters[id].role) {
      case Role::kWeight:
        values.copy_(initial_weight(values, Random(seed, "init " + parameters[id].name)));
        break;
      case Role::kNormScale:
        values.fill_(1);
        break;
      case Role::kKernelTransform:
        values.copy_(at::eye(values.size(0)));
        break;
      case Role::kBias:
      case Role::kNormShift:
        values.zero_();
        break;
    }
  }
  if (!options.zero_residual) return;
  for (const ParamId scale : weights.declared().residual_scales) weights.values(scale).zero_();
}

}  // namespace ofa
