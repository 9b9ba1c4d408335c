#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "data/config.h"
#include "data/pack_format.h"

namespace ofa {

struct PackOptions {
  int side = 256;    // bound of the shorter side
  int quality = 90;  // of JPEG files that are made
  OnError on_error = OnError::kStop;
  int threads = 0;  // 0: all processors
};

struct PackReport {
  PackHeader header;
  int64_t kept = 0, encoded = 0, resized = 0;  // as PackedAs has it
  int64_t broken = 0;                          // left out
  uint64_t num_bytes = 0;
  std::string checksum;  // of the file
};

// Writes all images of a source as one file, which appears under its name once it is whole on the
// disk. Its bytes follow from the images and options alone, not from threads. Memory: a few images
// a thread, and the index. An interruption (core/interrupt.h) is an Error, and leaves nothing
// behind.
PackReport write_pack(const Source& source, const std::string& source_name,
                      const std::filesystem::path& out, const PackOptions& options = {});

}  // namespace ofa
