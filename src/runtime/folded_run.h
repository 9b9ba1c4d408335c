#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "export/network.h"
#include "export/quantization.h"

namespace ofa {

// Our own run of a folded network, operation by operation; with a quantization, by the arithmetic
// that its file stands for: what is stored in bytes is rounded to them, sums are of floats.
class FoldedRun {
 public:
  explicit FoldedRun(const Network& network, at::ScalarType precision = at::kFloat);
  FoldedRun(const Network& network, const Quantization& quantization);

  const Graph& graph() const { return graph_; }

  // Images [N, C, H, W] to every value, or, with only `keep`, to those and the output.
  std::vector<at::Tensor> values(const at::Tensor& images) const;
  std::vector<at::Tensor> values(const at::Tensor& images, const std::vector<ValueId>& keep) const;
  at::Tensor logits(const at::Tensor& images) const;

  // One operation on values as they come, with its own weights.
  at::Tensor apply(size_t op, const std::vector<at::Tensor>& inputs) const;
  // What an operation reads of the values so far.
  std::vector<at::Tensor> inputs(size_t op, const std::vector<at::Tensor>& values) const;

  int64_t num_float_layers() const;
  bool is_last_use(ValueId value, size_t op) const { return last_use_[value] == op; }
  void set_parameter(ParamId id, const std::vector<float>& values);

 private:
  Graph graph_;
  at::ScalarType precision_;
  std::optional<Quantization> quantization_;
  std::vector<at::Tensor> parameters_;
  std::vector<size_t> last_use_;  // by value: the last operation that reads it
};

// Rounded to what bytes can say.
at::Tensor as_bytes(const at::Tensor& value, const ByteScale& scale);

}  // namespace ofa
