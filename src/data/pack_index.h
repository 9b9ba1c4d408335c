#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "data/pack_format.h"

namespace ofa {

// What a pack says of its images, read in place from the file's bytes, which must outlive it. Made
// of hostile bytes it is whole or an Error that begins with `file`; images are not looked at.
class PackIndex {
 public:
  PackIndex(std::string_view bytes, const std::string& file);

  int64_t size() const { return static_cast<int64_t>(footer_.num_images); }
  const PackHeader& header() const { return header_; }
  uint64_t checksum() const { return footer_.contents_checksum; }

  PackEntry entry(int64_t index) const;
  std::string_view image(int64_t index) const;
  std::string_view name(int64_t index) const;

 private:
  std::string_view take_contents(const std::string& file);
  void check_entries(const std::string& file) const;

  std::string_view bytes_;
  PackFooter footer_;
  std::string_view entries_, names_;
  PackHeader header_;
};

}  // namespace ofa
