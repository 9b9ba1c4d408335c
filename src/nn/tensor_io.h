#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>
#include <vector>

#include "io/tensor.h"
#include "nn/plan.h"

namespace ofa {

// Between files and tensors. A view's bytes are copied, never used in place: LibTorch's matrix
// products give other bits at other alignments.
at::Tensor to_tensor(const TensorView& view);
std::vector<float> to_floats(const at::Tensor& tensor);  // in C order

// Images for a network in a .npy file: float32 [N, C, H, W] of its channels and resolution.
at::Tensor read_images(const std::string& file, const Plan& plan);

// Tensors of a file to be: they keep the bytes that the views show.
class TensorList {
 public:
  void add(std::string name, const at::Tensor& tensor);  // copied, in C order
  const std::vector<TensorView>& views() const { return views_; }

 private:
  std::vector<at::Tensor> held_;
  std::vector<TensorView> views_;
};

// Every parameter of `weights` under its name; an Error that names what is missing, superfluous or
// of another shape.
void add_weights(TensorList& list, const Weights& weights);
void fill_weights(Weights& weights, const std::vector<TensorView>& tensors,
                  const std::string& file);

// A file of these alone.
void write_weights(const std::filesystem::path& file, const Weights& weights);
void read_weights(const std::filesystem::path& file, Weights& weights);

}  // namespace ofa
