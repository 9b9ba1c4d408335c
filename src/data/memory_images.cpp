#include "data/memory_images.h"

#include <fmt/format.h>

#include <cstring>

#include "core/checksum.h"

namespace ofa {
namespace {

void copy_row(const uint8_t* in, int from, int to, int width, uint8_t* out) {
  if (from == to) {
    std::memcpy(out, in, static_cast<size_t>(width) * to);
    return;
  }
  for (int x = 0; x < width; ++x, in += from, out += to) {
    if (to == 1) {
      *out = luminance(in[0], in[1], in[2]);
    } else {
      out[0] = out[1] = out[2] = *in;
    }
  }
}

}  // namespace

MemoryImages::MemoryImages(std::vector<ImageBlock> blocks)
    : size_(blocks.front().size), channels_(blocks.front().channels) {
  for (ImageBlock& block : blocks) {
    parts_.push_back({block.file, size()});
    labels_.insert(labels_.end(), block.labels.begin(), block.labels.end());
    if (pixels_.empty()) {
      pixels_ = std::move(block.pixels);
    } else {
      pixels_.insert(pixels_.end(), block.pixels.begin(), block.pixels.end());
    }
    block = {};
  }
}

std::string MemoryImages::name(int64_t index) const {
  size_t part = parts_.size() - 1;
  while (parts_[part].first > index) --part;
  return fmt::format("{}: image {}", parts_[part].file, index - parts_[part].first);
}

std::string MemoryImages::short_name(int64_t index) const {
  const std::string full = name(index);
  return full.substr(full.find_last_of('/') + 1);
}

void MemoryImages::read(int64_t index, const DecodeRequest& request, Image& out) const {
  const Window window = request.window(size_);
  const Window kept = inside(window, size_);
  out.reshape(kept.height, kept.width, request.channels);
  for (int y = 0; y < kept.height; ++y) {
    const int64_t first = int64_t{kept.y + y} * size_.width + kept.x;
    copy_row(pixels(index) + first * channels_, channels_, request.channels, kept.width,
             out.row(y));
  }
  surround(out, window, size_, /*scale=*/1);
}

std::string MemoryImages::fingerprint() const {
  Checksum sum;
  for (const Part& part : parts_) {
    const std::string file = part.file.substr(part.file.find_last_of('/') + 1);
    sum.append(fmt::format("{} {}\n", file, part.first));
  }
  sum.append(fmt::format("{} x {} x {}\n", size_.height, size_.width, channels_));
  sum.append({reinterpret_cast<const char*>(labels_.data()), labels_.size()});
  return sum.hex();
}

}  // namespace ofa
