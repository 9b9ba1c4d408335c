#include "verify/picture_tensor.h"

#include "nn/tensor_io.h"

namespace ofa {

at::Tensor tensor_of(const Pictures& pictures, const DatasetInfo& info) {
  const std::vector<float> planes = normalised_planes(pictures, info);
  return to_tensor({"",
                    DType::kF32,
                    {pictures.count, pictures.channels, pictures.resolution, pictures.resolution},
                    std::as_bytes(std::span(planes))});
}

}  // namespace ofa
