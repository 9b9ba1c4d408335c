#include "data/byte_file.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "core/error.h"
#include "core/file.h"
#include "core/format.h"

namespace ofa {
namespace {

constexpr uint64_t kMaxFileBytes = 16'000'000'000;
constexpr uint64_t kMostInflated = 1032;  // bytes that deflate can make of one
constexpr int kGzip = 16;                 // added to zlib's window bits

}  // namespace

struct ByteFile::Inflater {
  explicit Inflater(const std::string& bytes)
      : next(bytes), ok(inflateInit2(&stream, MAX_WBITS + kGzip) == Z_OK) {}
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // How many bytes came; zlib counts in 32 bits, so in pieces. -1 where they are damaged.
  int64_t read(uint8_t* out, uint64_t count) {
    constexpr uint64_t kPiece = 1 << 30;
    uint64_t done = 0;
    while (done < count && !ended) {
      if (stream.avail_in == 0) {
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(next.data()));
        stream.avail_in = static_cast<uInt>(std::min<uint64_t>(next.size(), kPiece));
        next.remove_prefix(stream.avail_in);
      }
      const auto wanted = static_cast<uInt>(std::min(count - done, kPiece));
      stream.next_out = out + done;
      stream.avail_out = wanted;
      const int result = ::inflate(&stream, Z_NO_FLUSH);
      done += wanted - stream.avail_out;
      ended = result == Z_STREAM_END;
      if (result != Z_OK && !ended) return -1;
    }
    return static_cast<int64_t>(done);
  }

  std::string_view next;
  z_stream stream{};
  bool ended = false;
  bool ok;
};

ByteFile::ByteFile(const std::string& path) : path_(path), bytes_(read_file(path, kMaxFileBytes)) {
  if (!bytes_.starts_with("\x1f\x8b")) return;
  inflater_ = std::make_unique<Inflater>(bytes_);
  if (!inflater_->ok) throw Error("{}: no memory to inflate it", path_);
}

ByteFile::~ByteFile() = default;

std::vector<uint8_t> ByteFile::take(uint64_t count) {
  const uint64_t most = inflater_ ? bytes_.size() * kMostInflated : bytes_.size() - position_;
  if (count > most) {
    throw Error("{}: cut off: {} more bytes expected, there are at most {}", path_,
                with_thousands(count), with_thousands(most));
  }
  std::vector<uint8_t> taken(count);
  if (!inflater_) {
    std::copy_n(bytes_.data() + position_, count, taken.data());
    position_ += count;
    return taken;
  }
  const int64_t got = inflater_->read(taken.data(), count);
  if (got < 0) throw Error("{}: damaged, or cut off: it does not inflate", path_);
  if (static_cast<uint64_t>(got) != count) {
    throw Error("{}: cut off: {} more bytes expected, found {}", path_, with_thousands(count),
                with_thousands(got));
  }
  return taken;
}

uint32_t ByteFile::take_big_endian() {
  uint32_t value = 0;
  for (const uint8_t byte : take(4)) value = value << 8 | byte;
  return value;
}

// Of a gzipped file this also checks the checksum at its end.
void ByteFile::expect_end() {
  uint8_t beyond;
  const int64_t more =
      inflater_ ? inflater_->read(&beyond, 1) : static_cast<int64_t>(bytes_.size() - position_);
  if (more < 0) throw Error("{}: damaged, or cut off: it does not inflate", path_);
  if (more > 0) throw Error("{}: holds more bytes than its header says", path_);
}

}  // namespace ofa
