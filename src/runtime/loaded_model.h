#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ofa {

// What a runtime computes floats in; a file of bytes it computes in bytes either way.
enum class RuntimePrecision { kFloat, kBFloat16 };

struct RuntimeOptions {
  int threads = 1;
  RuntimePrecision precision = RuntimePrecision::kFloat;
};

// A model file in a runtime, ready to be called. One thread at a time.
class LoadedModel {
 public:
  virtual ~LoadedModel() = default;

  // The sizes of its input, images first; -1: any number of them.
  virtual std::vector<int64_t> input_shape() const = 0;
  virtual size_t input_element_bytes() const = 0;
  virtual size_t num_outputs() const = 0;

  // Makes room for so many images at once; an Error where the file has another number.
  virtual void set_batch(int64_t images) = 0;
  virtual std::span<std::byte> input() = 0;
  virtual void call() = 0;  // nothing but the runtime's own work: what is timed
  virtual std::span<const float> output(size_t index) = 0;  // of the last call
};

// Every output's values for images that lie one behind the other, as many at a time as the file
// takes (or `most`), the last call filled up with repetitions.
std::vector<std::vector<float>> run_model(LoadedModel& model, std::span<const std::byte> images,
                                          int64_t most = 64);

}  // namespace ofa
