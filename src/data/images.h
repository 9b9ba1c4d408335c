#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "data/decode.h"
#include "data/image.h"

namespace ofa {

// All images of a source, in memory or as files; any thread may read.
class Images {
 public:
  virtual ~Images() = default;

  virtual int64_t size() const = 0;
  virtual int label(int64_t index) const = 0;
  virtual std::string name(int64_t index) const = 0;        // as errors call it
  virtual std::string short_name(int64_t index) const = 0;  // the same, but for where the source is

  virtual ImageHeader header(int64_t index) const = 0;
  virtual void read(int64_t index, const DecodeRequest& request, Image& out) const = 0;

  // The JPEG or PNG file of an image; null where its pixels are stored otherwise.
  virtual std::optional<std::string> file_bytes(int64_t) const { return std::nullopt; }

  // What tells these images from others: names, sizes, labels.
  virtual std::string fingerprint() const = 0;
};

}  // namespace ofa
