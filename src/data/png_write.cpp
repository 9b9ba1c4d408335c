#include "data/png_write.h"

#include <spng.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace ofa {
namespace {

void check(int error) {
  if (error != 0) throw std::runtime_error(std::string("libspng: ") + spng_strerror(error));
}

}  // namespace

// What can go wrong here is memory, or our own doing.
std::string encode_png(const Image& image) {
  struct Free {
    void operator()(spng_ctx* context) const { spng_ctx_free(context); }
    void operator()(void* bytes) const { std::free(bytes); }
  };
  const std::unique_ptr<spng_ctx, Free> context(spng_ctx_new(SPNG_CTX_ENCODER));
  if (!context) throw std::bad_alloc();
  check(spng_set_option(context.get(), SPNG_ENCODE_TO_BUFFER, 1));
  spng_ihdr header{};
  header.width = static_cast<uint32_t>(image.width);
  header.height = static_cast<uint32_t>(image.height);
  header.bit_depth = 8;
  header.color_type = image.channels == 1 ? SPNG_COLOR_TYPE_GRAYSCALE : SPNG_COLOR_TYPE_TRUECOLOR;
  check(spng_set_ihdr(context.get(), &header));
  check(spng_encode_image(context.get(), image.pixels.data(), image.pixels.size(), SPNG_FMT_PNG,
                          SPNG_ENCODE_FINALIZE));
  size_t num_bytes = 0;
  int error = 0;
  const std::unique_ptr<void, Free> bytes(spng_get_png_buffer(context.get(), &num_bytes, &error));
  check(error);
  return {static_cast<const char*>(bytes.get()), num_bytes};
}

}  // namespace ofa
