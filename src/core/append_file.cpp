#include "core/append_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace ofa {

AppendFile::AppendFile(std::filesystem::path path, uint64_t keep_bytes) : path_(std::move(path)) {
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (fd_ < 0) fail("open");
  struct stat status {};
  if (::fstat(fd_, &status) != 0) fail("look at");
  if (static_cast<uint64_t>(status.st_size) < keep_bytes) {
    ::close(fd_);
    throw Error("{} has {} bytes, {} were written; it was changed by somebody else", path_.string(),
                status.st_size, keep_bytes);
  }
  if (::ftruncate(fd_, static_cast<off_t>(keep_bytes)) != 0) fail("cut back");
  if (::lseek(fd_, 0, SEEK_END) < 0) fail("write to");
  size_ = keep_bytes;
}

AppendFile::~AppendFile() {
  if (fd_ >= 0) ::close(fd_);
}

void AppendFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("write to");
    bytes.remove_prefix(static_cast<size_t>(written));
    size_ += static_cast<uint64_t>(written);
  }
}

void AppendFile::sync() {
  if (::fsync(fd_) != 0 && errno != EINVAL) fail("bring to the disk");
}

void AppendFile::fail(std::string_view what) const {
  throw Error("cannot {} {}: {}", what, path_.string(), std::strerror(errno));
}

}  // namespace ofa
