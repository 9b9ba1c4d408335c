#include "trainers/random_images.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include "core/random.h"

namespace ofa {

BatchTensors RandomImages::batch(int64_t step, int resolution) const {
  Random random(seed, "random images", static_cast<uint64_t>(step));
  const at::Generator generator = at::detail::createCPUGenerator(random.bits64());
  const at::Tensor images = at::randn({count, resolution, resolution, channels}, generator);
  const at::Tensor labels = at::randint(num_classes, {count}, generator, at::kLong);
  return {images.permute({0, 3, 1, 2}).to(device), labels.to(device), resolution};
}

}  // namespace ofa
