#pragma once

#include <spng.h>

#include <memory>
#include <string>
#include <string_view>

#include "data/decode.h"
#include "data/exif.h"

namespace ofa {

// One PNG file's bytes, through libspng. Transparency is left out.
class PngReader {
 public:
  PngReader(std::string_view bytes, std::string name);

  ImageHeader header() const;
  void decode(const DecodeRequest& request, Image& out);

 private:
  struct Free {
    void operator()(spng_ctx* context) const { spng_ctx_free(context); }
  };
  void check(int error) const;

  std::string name_;
  std::unique_ptr<spng_ctx, Free> context_;
  spng_ihdr header_{};
  Orientation orientation_;
};

}  // namespace ofa
