#include "runtime/libtorch.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "runtime/folded_run.h"

namespace ofa {
namespace {

class LibTorchModel : public LoadedModel {
 public:
  LibTorchModel(const Network& folded, const RuntimeOptions& options)
      : run_(folded, options.precision == RuntimePrecision::kFloat ? at::kFloat : at::kBFloat16) {
    at::set_num_threads(options.threads);
  }

  std::vector<int64_t> input_shape() const override {
    const Graph& graph = run_.graph();
    const Value& value = graph.values[graph.input];
    return {-1, graph.channels(graph.input), value.height, value.width};
  }
  size_t input_element_bytes() const override { return sizeof(float); }
  size_t num_outputs() const override { return 1; }

  void set_batch(int64_t images) override {
    std::vector<int64_t> shape = input_shape();
    shape[0] = images;
    images_ = at::empty(shape, at::kFloat);
  }
  std::span<std::byte> input() override {
    return {static_cast<std::byte*>(images_.data_ptr()), images_.nbytes()};
  }
  void call() override { logits_ = run_.logits(images_).contiguous(); }
  std::span<const float> output(size_t) override {
    return {logits_.const_data_ptr<float>(), static_cast<size_t>(logits_.numel())};
  }

 private:
  FoldedRun run_;
  at::Tensor images_, logits_;
};

}  // namespace

std::unique_ptr<LoadedModel> libtorch_model(const Network& folded, const RuntimeOptions& options) {
  return std::make_unique<LibTorchModel>(folded, options);
}

}  // namespace ofa
