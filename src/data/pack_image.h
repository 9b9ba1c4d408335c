#pragma once

#include <string>

#include "data/images.h"
#include "data/resize.h"

namespace ofa {

enum class PackedAs { kKept, kEncoded, kResized };

struct PackedImage {
  std::string bytes;  // of a JPEG or PNG file
  PackedAs how = PackedAs::kKept;
};

// An image whose shorter side is at most this is stored as PNG: JPEG would spoil it, and save
// little.
inline constexpr int kLosslessSide = 64;

// Makes images of a source ready for a pack. An object keeps its buffers; one for each thread.
class ImagePacker {
 public:
  ImagePacker(int side, int quality) : side_(side), quality_(quality) {}

  // Where the shorter side is at most `side` a JPEG file stays as it is, as does a small PNG file;
  // what is larger is resized to it. Every image has been decoded as a whole once: a broken one is
  // an Error.
  PackedImage operator()(const Images& images, int64_t index);

 private:
  void decode(const Images& images, int64_t index, const std::optional<std::string>& file,
              const DecodeRequest& request);

  int side_, quality_;
  Image decoded_, resized_;
  Resizer resize_;
};

}  // namespace ofa
