#pragma once

#include <filesystem>
#include <vector>

#include "data/images.h"

namespace ofa {

struct ImageFile {
  std::string path;  // below the root
  int label = 0;
  uint64_t num_bytes = 0;
};

// JPEG and PNG files, read whenever they are asked for.
class FileImages : public Images {
 public:
  FileImages(std::filesystem::path root, std::vector<ImageFile> files)
      : root_(std::move(root)), files_(std::move(files)) {}

  int64_t size() const override { return static_cast<int64_t>(files_.size()); }
  int label(int64_t index) const override { return files_[index].label; }
  std::string name(int64_t index) const override { return (root_ / files_[index].path).string(); }
  std::string short_name(int64_t index) const override { return files_[index].path; }
  ImageHeader header(int64_t index) const override;
  void read(int64_t index, const DecodeRequest& request, Image& out) const override;
  std::optional<std::string> file_bytes(int64_t index) const override;
  std::string fingerprint() const override;

 private:
  std::filesystem::path root_;
  std::vector<ImageFile> files_;
};

}  // namespace ofa
