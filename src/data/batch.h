#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace ofa {

struct FreeFloats {
  void operator()(float* floats) const { std::free(floats); }
};
using AlignedFloats = std::unique_ptr<float[], FreeFloats>;

// On a 64-byte boundary, not initialised.
inline AlignedFloats make_aligned_floats(size_t count) {
  const size_t num_bytes = (count * sizeof(float) + 63) / 64 * 64;
  auto* floats = static_cast<float*>(std::aligned_alloc(64, num_bytes));
  if (!floats && num_bytes > 0) throw std::bad_alloc();
  return AlignedFloats(floats);
}

// Normalised images [N, H, W, C], and what they are.
struct Batch {
  int count = 0, height = 0, width = 0, channels = 0;
  int resolution = 0;  // the height and width
  AlignedFloats images;
  std::vector<int64_t> labels;
  std::vector<int64_t> indices;  // in the data set

  size_t image_floats() const { return static_cast<size_t>(height) * width * channels; }
  float* image(int i) { return images.get() + i * image_floats(); }
  const float* image(int i) const { return images.get() + i * image_floats(); }
};

}  // namespace ofa
