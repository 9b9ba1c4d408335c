#include "data/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"

namespace ofa {
namespace {

[[noreturn]] void fail_at(const std::string& path, std::string_view what) {
  throw Error("{}: {}: {}", path, what, std::strerror(errno));
}

// A mapping outlives the descriptor that it was made from.
struct Descriptor {
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  int number;
};

}  // namespace

MappedFile::MappedFile(const std::string& path) {
  // Without O_NONBLOCK, opening a named pipe would wait for its writer.
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.number < 0 && errno == ENOENT) throw Error("{}: no such file", path);
  if (file.number < 0) fail_at(path, "cannot open");
  struct stat status {};
  if (::fstat(file.number, &status) != 0) fail_at(path, "cannot read");
  if (!S_ISREG(status.st_mode)) {
    throw Error("{}: expected a file, found {}", path,
                S_ISDIR(status.st_mode) ? "a folder" : "a device or a pipe");
  }
  if (status.st_size == 0) return;  // nothing that could be mapped
  size_ = static_cast<uint64_t>(status.st_size);
  void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, file.number, 0);
  if (mapped == MAP_FAILED) fail_at(path, "cannot map");
  bytes_ = static_cast<const char*>(mapped);
}

MappedFile::~MappedFile() {
  if (bytes_) ::munmap(const_cast<char*>(bytes_), size_);
}

}  // namespace ofa
