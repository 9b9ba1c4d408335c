#include "trainers/projections.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/random.h"

namespace ofa {

void Projections::add(const std::string& name, int64_t teacher_channels, int64_t student_channels,
                      uint64_t seed, const at::TensorOptions& options) {
  if (matrices_.contains(name)) return;
  Random random(seed, "projection " + name);
  const double deviation = 1 / std::sqrt(static_cast<double>(student_channels));
  std::vector<double> values(static_cast<size_t>(teacher_channels * student_channels));
  for (double& value : values) value = deviation * random.normal();
  const at::Tensor matrix = at::tensor(values, at::kDouble)
                                .view({teacher_channels, student_channels})
                                .to(options)
                                .set_requires_grad(true);
  matrices_[name] = {matrix, at::zeros(matrix.sizes(), options),
                     at::zeros(matrix.sizes(), options)};
}

at::Tensor Projections::apply(const std::string& name, const at::Tensor& features) const {
  const at::Tensor active = matrices_.at(name).values.narrow(1, 0, features.size(1));
  return at::matmul(features.permute({0, 2, 3, 1}), active.t()).permute({0, 3, 1, 2});
}

std::vector<at::Tensor> Projections::leaves() const {
  std::vector<at::Tensor> leaves;
  for (const auto& [name, matrix] : matrices_) leaves.push_back(matrix.values);
  return leaves;
}

void Projections::add_gradients(const std::vector<at::Tensor>& gradients) {
  const at::NoGradGuard no_grad;
  size_t i = 0;
  for (auto& [name, matrix] : matrices_)
    if (const at::Tensor& gradient = gradients.at(i++); gradient.defined())
      matrix.gradients.add_(gradient);
}

void Projections::step(double lr) {
  constexpr double kMomentum = 0.9;
  const at::NoGradGuard no_grad;
  for (auto& [name, matrix] : matrices_) {
    matrix.momentum.mul_(kMomentum).add_(matrix.gradients);
    matrix.values.sub_(matrix.momentum, lr);
    matrix.gradients.zero_();
  }
}

std::vector<NamedBuffer> Projections::state() const {
  std::vector<NamedBuffer> state;
  for (const auto& [name, matrix] : matrices_) {
    state.push_back({"projection." + name, matrix.values.detach()});
    state.push_back({"projection momentum." + name, matrix.momentum});
  }
  return state;
}

}  // namespace ofa
