#pragma once

#include <vector>

#include "data/images.h"

namespace ofa {

// Images of one size, decoded: what one file of an IDX or CIFAR folder holds.
struct ImageBlock {
  std::string file;
  Size size;
  int channels = 1;
  std::vector<uint8_t> pixels;  // [N, H, W, C]
  std::vector<uint8_t> labels;  // [N]
};

class MemoryImages : public Images {
 public:
  // Blocks are of the same size and channels, and none is empty.
  explicit MemoryImages(std::vector<ImageBlock> blocks);

  int64_t size() const override { return static_cast<int64_t>(labels_.size()); }
  int label(int64_t index) const override { return labels_[index]; }
  std::string name(int64_t index) const override;
  std::string short_name(int64_t index) const override;
  ImageHeader header(int64_t) const override { return {size_, channels_ == 1}; }
  void read(int64_t index, const DecodeRequest& request, Image& out) const override;
  std::string fingerprint() const override;

  const uint8_t* pixels(int64_t index) const { return pixels_.data() + index * image_bytes(); }
  int64_t image_bytes() const { return int64_t{size_.height} * size_.width * channels_; }

 private:
  struct Part {
    std::string file;
    int64_t first;
  };
  Size size_;
  int channels_;
  std::vector<Part> parts_;
  std::vector<uint8_t> pixels_, labels_;
};

}  // namespace ofa
