#pragma once

#include <memory>
#include <string>

#include "data/images.h"
#include "data/mapped_file.h"
#include "data/pack_index.h"

namespace ofa {

// The images of a pack. Each is held to its checksum whenever it is read, so that damage is an
// Error that names it.
class PackImages : public Images {
 public:
  explicit PackImages(const std::string& file);

  int64_t size() const override { return index_.size(); }
  int label(int64_t index) const override { return static_cast<int>(index_.entry(index).label); }
  std::string name(int64_t index) const override;
  std::string short_name(int64_t index) const override;
  ImageHeader header(int64_t index) const override;
  void read(int64_t index, const DecodeRequest& request, Image& out) const override;
  std::optional<std::string> file_bytes(int64_t index) const override;
  std::string fingerprint() const override;

  const PackHeader& pack() const { return index_.header(); }
  bool is_whole(int64_t index) const;

 private:
  std::string_view proven(int64_t index) const;

  std::string file_;
  MappedFile mapped_;
  PackIndex index_;
};

// Whether a file begins as packs do, whatever their version.
bool is_pack(const std::string& file);

}  // namespace ofa
