#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ofa {

struct ClassifierOptions {
  std::string runtime;  // of an .onnx file: openvino or onnxruntime; empty: the first that is here
  int threads = 1;      // of that runtime
};

struct Guess {
  std::string label;
  double probability = 0;
};

// Pixels [height, width, channels], one channel (grey) or three (red, green, blue).
struct PixelView {
  std::span<const uint8_t> pixels;
  int height = 0, width = 0, channels = 3;
};

class Images;
struct OpenNetwork;

// A finished network in use: a subnet folder, on LibTorch, or an exported .onnx file, on a runtime.
// Takes one call at a time. Throws what is a std::runtime_error where a file is not what it should
// be.
class Classifier {
 public:
  explicit Classifier(const std::string& network, const ClassifierOptions& options = {});
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;
  ~Classifier();

  // The likeliest labels of a JPEG or PNG file, the likeliest first; or of pixels, or of many
  // files.
  std::vector<Guess> classify(const std::string& image, size_t most = 3) const;
  std::vector<Guess> classify_pixels(const PixelView& image, size_t most = 3) const;
  std::vector<std::vector<Guess>> classify_all(const std::vector<std::string>& images,
                                               size_t most = 3) const;

  // Images as the network takes them, one behind the other, to logits [N, classes].
  std::vector<float> logits(std::span<const std::byte> images) const;
  const std::vector<int64_t>& image_sizes() const;  // of one: [H, W, C] pixels, [C, H, W] floats
  bool takes_pixels() const;                        // bytes; else normalised floats
  int64_t num_classes() const;

 private:
  std::vector<std::vector<Guess>> guesses(const Images& images, size_t most) const;

  std::string name_;
  std::unique_ptr<OpenNetwork> network_;
};

}  // namespace ofa
