#include "core/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/format.h"

namespace ofa {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kTemporaryPrefix = ".ofa-";
constexpr std::string_view kTemporarySuffix = ".tmp";

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void fail_at(const fs::path& path, std::string_view what) {
  throw Error("{}: {}: {}", path.string(), what, std::strerror(errno));
}

// A name that is probably free; O_EXCL decides.
fs::path temporary_in(const fs::path& folder) {
  static std::atomic<uint64_t> count = 0;
  return folder / fmt::format("{}{}-{}{}", kTemporaryPrefix, ::getpid(), count++, kTemporarySuffix);
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

void sync_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0) fail_at(folder, "cannot open the folder");
  // EINVAL: a file system that has no such operation, and needs none.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) fail_at(folder, "cannot flush the folder to disk");
}

void read_whole(int fd, std::string& bytes, const fs::path& path) {
  const auto other_size = [&] {
    return Error("{}: its size says {} bytes, but it holds another number; is it being written?",
                 path.string(), with_thousands(bytes.size()));
  };
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::read(fd, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_at(path, "cannot read");
    if (count == 0) throw other_size();
    done += static_cast<size_t>(count);
  }
  char beyond;
  if (::read(fd, &beyond, 1) > 0) throw other_size();
}

}  // namespace

std::string read_file(const fs::path& path, uint64_t max_bytes) {
  // Without O_NONBLOCK, opening a named pipe would wait for its writer.
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0 && errno == ENOENT) throw Error("{}: no such file", path.string());
  if (fd.get() < 0) fail_at(path, "cannot open");
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) fail_at(path, "cannot read");
  if (S_ISDIR(status.st_mode)) throw Error("{}: expected a file, found a folder", path.string());
  if (!S_ISREG(status.st_mode)) {
    throw Error("{}: expected a file, found a device or a pipe", path.string());
  }
  const auto size = static_cast<uint64_t>(status.st_size);
  if (size > max_bytes) {
    throw Error("{}: expected at most {} bytes, found {}", path.string(), with_thousands(max_bytes),
                with_thousands(size));
  }
  std::string bytes(size, '\0');
  read_whole(fd.get(), bytes, path);
  return bytes;
}

std::string write_file(const fs::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.append(bytes);
  return file.commit();
}

AtomicFile::AtomicFile(const fs::path& path) : path_(path) {
  std::error_code error;
  if (fs::is_symlink(path_, error)) {
    const fs::path target = fs::canonical(path_, error);
    if (!error) path_ = target;
  }
  struct stat old {};
  const bool replaces = ::stat(path_.c_str(), &old) == 0;
  // To rename over a device (--out /dev/null, as root) would destroy it.
  if (replaces && !S_ISREG(old.st_mode)) {
    throw Error("{}: expected a file to write, found {}", path_.string(),
                S_ISDIR(old.st_mode) ? "a folder" : "a device or a pipe");
  }
  const mode_t mode = replaces ? old.st_mode & 0777 : 0666;
  do {
    temporary_ = temporary_in(folder_of(path_));
    fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  } while (fd_ < 0 && errno == EEXIST);
  if (fd_ < 0) fail("cannot make a file in its folder");
  if (replaces) ::fchmod(fd_, mode);  // gives back what the umask took; may fail, as it opens more
}

AtomicFile::~AtomicFile() {
  discard();
}

void AtomicFile::append(std::string_view bytes) {
  if (fd_ < 0) throw std::logic_error("AtomicFile: append after its end");
  checksum_.append(bytes);
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot write");
    bytes.remove_prefix(static_cast<size_t>(count));
  }
}

std::string AtomicFile::commit() {
  if (fd_ < 0) throw std::logic_error("AtomicFile: commit after its end");
  if (::fsync(fd_) != 0) fail("cannot flush to disk");
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("cannot replace");
  ::close(std::exchange(fd_, -1));
  sync_folder(folder_of(path_));
  return checksum_.hex();
}

void AtomicFile::discard() {
  if (fd_ < 0) return;
  ::close(std::exchange(fd_, -1));
  ::unlink(temporary_.c_str());
}

// Also the end of the file: what lacks a piece must not be committed by a caller who goes on.
void AtomicFile::fail(std::string_view what) {
  const int error = errno;
  discard();
  errno = error;
  fail_at(path_, what);
}

void remove_temporaries(const fs::path& folder) {
  std::error_code error;
  const fs::directory_iterator entries(folder, error);
  if (error) throw Error("{}: cannot list the folder: {}", folder.string(), error.message());
  for (const auto& entry : entries) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kTemporaryPrefix) && name.ends_with(kTemporarySuffix)) {
      fs::remove(entry.path());
    }
  }
}

}  // namespace ofa
