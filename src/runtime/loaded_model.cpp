#include "runtime/loaded_model.h"

#include <algorithm>
#include <cstring>

#include "core/error.h"

namespace ofa {

std::vector<std::vector<float>> run_model(LoadedModel& model, std::span<const std::byte> images,
                                          int64_t most) {
  const std::vector<int64_t> shape = model.input_shape();
  size_t image_bytes = model.input_element_bytes();
  for (size_t i = 1; i < shape.size(); ++i) image_bytes *= static_cast<size_t>(shape[i]);
  if (images.empty() || images.size() % image_bytes != 0)
    throw Error("expected images of {} bytes, got {} bytes", image_bytes, images.size());
  const auto count = static_cast<int64_t>(images.size() / image_bytes);
  const int64_t batch = shape[0] > 0 ? shape[0] : std::min(count, most);
  model.set_batch(batch);
  std::vector<std::vector<float>> results(model.num_outputs());
  for (int64_t first = 0; first < count; first += batch) {
    const std::span<std::byte> input = model.input();
    for (int64_t i = 0; i < batch; ++i)
      std::memcpy(input.data() + i * image_bytes,
                  images.data() + std::min(first + i, count - 1) * image_bytes, image_bytes);
    model.call();
    const int64_t used = std::min(batch, count - first);
    for (size_t k = 0; k < results.size(); ++k) {
      const std::span<const float> output = model.output(k);
      if (output.size() % static_cast<size_t>(batch) != 0)
        throw Error("the model gives {} values for {} images", output.size(), batch);
      const auto part = output.first(output.size() / batch * used);
      results[k].insert(results[k].end(), part.begin(), part.end());
    }
  }
  return results;
}

}  // namespace ofa
