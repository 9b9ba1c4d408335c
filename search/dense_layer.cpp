#include "search/dense_layer.h"

#include "core/error.h"
#include "io/quote.h"

namespace ofa {
namespace {

constexpr int64_t kMostUnits = 100'000;  // in and out of a layer

std::vector<float> floats(const NamedTensors& tensors, const TensorView& tensor, size_t rank) {
  if (tensor.dtype != DType::kF32 || tensor.shape.size() != rank)
    throw Error("{}: tensor {}: expected F32 with {} axes, got {} {}", tensors.file(),
                in_quotes(tensor.name), rank, name_of(tensor.dtype), shape_text(tensor.shape));
  for (const int64_t size : tensor.shape)
    if (size < 1 || size > kMostUnits)
      throw Error("{}: tensor {}: expected sizes of 1 .. {}, got {}", tensors.file(),
                  in_quotes(tensor.name), kMostUnits, shape_text(tensor.shape));
  return values<float>(tensor);
}

}  // namespace

DenseLayer read_layer(const NamedTensors& tensors, const std::string& weight,
                      const std::string& bias) {
  const TensorView& matrix = tensors.at(weight);
  DenseLayer layer;
  layer.weights = floats(tensors, matrix, 2);
  layer.outputs = static_cast<int>(matrix.shape[0]);
  layer.inputs = static_cast<int>(matrix.shape[1]);
  layer.bias =
      bias.empty() ? std::vector<float>(layer.outputs) : floats(tensors, tensors.at(bias), 1);
  if (std::ssize(layer.bias) != layer.outputs)
    throw Error("{}: tensor {}: expected {} numbers, as many as {} has rows, got {}",
                tensors.file(), in_quotes(bias), layer.outputs, in_quotes(weight),
                layer.bias.size());
  return layer;
}

}  // namespace ofa
