#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "data/eval_loader.h"
#include "data/train_loader.h"

namespace ofa {

// A batch as tensors over its own memory, or copied to another device.
struct BatchTensors {
  at::Tensor images;  // [N, C, H, W], channels_last
  at::Tensor labels;  // [N]
  int resolution = 0;
};

BatchTensors to_tensors(Batch batch, at::Device device);

BatchTensors next_tensors(TrainLoader& loader, at::Device device);
std::optional<BatchTensors> next_tensors(EvalLoader& loader, at::Device device);

}  // namespace ofa
