#include "evaluate/batch_tensors.h"

#include <ATen/ATen.h>

namespace ofa {

BatchTensors to_tensors(Batch batch, at::Device device) {
  const auto owner = std::make_shared<Batch>(std::move(batch));
  const int64_t n = owner->count, h = owner->height, w = owner->width, c = owner->channels;
  const at::Tensor images = at::from_blob(
      owner->images.get(), {n, c, h, w}, {h * w * c, 1, w * c, c}, [owner](void*) {}, at::kFloat);
  const at::Tensor labels = at::from_blob(
      owner->labels.data(), {n}, [owner](void*) {}, at::kLong);
  return {images.to(device), labels.to(device), owner->resolution};
}

BatchTensors next_tensors(TrainLoader& loader, at::Device device) {
  return to_tensors(loader.next(), device);
}

std::optional<BatchTensors> next_tensors(EvalLoader& loader, at::Device device) {
  std::optional<Batch> batch = loader.next();
  if (!batch) return std::nullopt;
  return to_tensors(std::move(*batch), device);
}

}  // namespace ofa
