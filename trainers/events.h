#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ofa {

// Records of TensorBoard's event files: a frame with two checksums around an Event message.
struct Scalar {
  std::string tag;
  float value = 0;
};
std::string event_file_start(double wall_time);
std::string event_record(double wall_time, int64_t step, const std::vector<Scalar>& scalars);

// The checksum of such frames (CRC-32C, Castagnoli).
uint32_t crc32c(std::string_view bytes);

}  // namespace ofa
