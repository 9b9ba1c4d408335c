#include "nn/moments_io.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "nn/tensor_io.h"

namespace ofa {
namespace {

at::Tensor read_one(const NamedTensors& tensors, const std::string& name, int64_t channels,
                    StoredChannels stored) {
  const TensorView* view = tensors.find(name);
  if (!view)
    throw Error("{}: no {}; a network is not evaluated without the statistics of its norms",
                tensors.file(), name);
  const bool fits = view->dtype == DType::kF32 && view->shape.size() == 1 &&
                    (stored == StoredChannels::kLeading ? view->shape[0] >= channels
                                                        : view->shape[0] == channels);
  if (!fits)
    throw Error("{}: {}: expected F32 [{}], got {} {}", tensors.file(), name, channels,
                name_of(view->dtype), shape_text(view->shape));
  return to_tensor(*view).narrow(0, 0, channels).clone();
}

}  // namespace

std::vector<Moments> read_moments(const Graph& graph, const NamedTensors& tensors,
                                  StoredChannels channels) {
  std::vector<Moments> moments;
  for (const Op& op : graph.ops) {
    if (!std::holds_alternative<BatchNorm>(op.operation)) continue;
    const int64_t count = graph.channels(op.output);
    moments.push_back({read_one(tensors, op.name + ".mean", count, channels),
                       read_one(tensors, op.name + ".variance", count, channels)});
  }
  return moments;
}

}  // namespace ofa
