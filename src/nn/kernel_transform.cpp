#include "nn/kernel_transform.h"

#include <ATen/ATen.h>

namespace ofa {
namespace {

at::Tensor centre(const at::Tensor& kernel, int64_t size) {
  const int64_t start = kernel.size(2) / 2 - size / 2;
  return kernel.narrow(2, start, size).narrow(3, start, size);
}

// [C, I, k, k] -> [C*I, k*k], taps row by row; and back.
at::Tensor rows(const at::Tensor& kernel) {
  return kernel.reshape({-1, kernel.size(2) * kernel.size(3)});
}

at::Tensor kernels(const at::Tensor& rows, const Slice& slice, int64_t size) {
  return rows.reshape({slice.sizes[0], slice.sizes[1], size, size});
}

at::Tensor active_channels(const at::Tensor& widest, const Slice& slice) {
  return widest.narrow(0, 0, slice.sizes[0]).narrow(1, 0, slice.sizes[1]);
}

// Walks down the steps, and keeps what each matrix is applied to.
at::Tensor walk_down(const Weights& weights, const Slice& slice, std::vector<at::Tensor>* inputs) {
  at::Tensor kernel = active_channels(weights.values(slice.parameter), slice);
  for (const KernelTransform& step : slice.transforms) {
    const at::Tensor cropped = rows(centre(kernel, step.to));
    kernel = kernels(at::mm(cropped, weights.values(step.matrix).t()), slice, step.to);
    if (inputs) inputs->push_back(cropped);
  }
  return kernel;
}

}  // namespace

at::Tensor shrink_kernel(const Weights& weights, const Slice& slice) {
  return walk_down(weights, slice, nullptr);
}

void add_kernel_grad(Weights& weights, const Slice& slice, const at::Tensor& gradient) {
  std::vector<at::Tensor> inputs;
  walk_down(weights, slice, &inputs);
  at::Tensor grad = gradient;
  for (size_t i = slice.transforms.size(); i-- > 0;) {
    const KernelTransform& step = slice.transforms[i];
    weights.gradients(step.matrix).add_(at::mm(rows(grad).t(), inputs[i]));
    const at::Tensor cropped =
        kernels(at::mm(rows(grad), weights.values(step.matrix)), slice, step.to);
    if (i == 0) {
      centre(active_channels(weights.gradients(slice.parameter), slice), step.to).add_(cropped);
    } else {
      const int64_t larger = slice.transforms[i - 1].to;
      grad = at::zeros({slice.sizes[0], slice.sizes[1], larger, larger}, cropped.options());
      centre(grad, step.to).copy_(cropped);
    }
  }
}

}  // namespace ofa
