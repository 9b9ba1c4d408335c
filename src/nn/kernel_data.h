#pragma once

#include <ATen/core/Tensor.h>

#include "kernels/elements.h"

namespace ofa {

// A tensor's memory, as kernels take it: bfloat16 as bits.
template <typename T>
const T* read(const at::Tensor& tensor) {
  return static_cast<const T*>(tensor.const_data_ptr());
}

template <typename T>
T* write(const at::Tensor& tensor) {
  return static_cast<T*>(tensor.mutable_data_ptr());
}

// Calls run with a value of the type that kernels know the tensor's elements as.
template <typename Run>
void with_elements(const at::Tensor& tensor, const Run& run) {
  switch (tensor.scalar_type()) {
    case at::kFloat:
      return run(float());
    case at::kDouble:
      return run(double());
    case at::kBFloat16:
      return run(Bfloat16Bits());
    default:
      TORCH_CHECK(false, "no kernels for elements of type ", tensor.scalar_type());
  }
}

}  // namespace ofa
