#pragma once

#include <filesystem>

namespace ofa {

// A folder that this process alone works in, as long as the object lives; the end of the process,
// however it comes, frees it. An Error where another process has it.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace ofa
