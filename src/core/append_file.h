#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace ofa {

// A file that only grows, record by record; what was appended outlives this process at once. Opened
// again, it is cut back to where somebody knows it was good.
class AppendFile {
 public:
  explicit AppendFile(std::filesystem::path path, uint64_t keep_bytes = 0);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  void append(std::string_view bytes);
  void sync();  // to the disk
  uint64_t size() const { return size_; }

 private:
  [[noreturn]] void fail(std::string_view what) const;

  std::filesystem::path path_;
  int fd_ = -1;
  uint64_t size_ = 0;
};

}  // namespace ofa
