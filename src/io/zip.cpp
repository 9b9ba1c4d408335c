#include "io/zip.h"

#include <zlib.h>

#include <limits>

#include "core/format.h"
#include "io/byte_reader.h"
#include "io/quote.h"

namespace ofa {
namespace {

constexpr uint32_t kLocalSignature = 0x04034b50;
constexpr uint16_t kEncrypted = 1;
constexpr uint16_t kStored = 0;
constexpr uint16_t kDeflated = 8;

// zlib counts in 32 bits.
constexpr uint64_t kLargestInflated = std::numeric_limits<uInt>::max();

struct Inflater {
  Inflater() { ok = inflateInit2(&stream, -MAX_WBITS) == Z_OK; }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream{};
  bool ok;
};

uint32_t crc_of(std::string_view bytes) {
  return static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace

ZipArchive::ZipArchive(std::string_view bytes, std::string file)
    : bytes_(bytes),
      file_(std::move(file)),
      directory_(read_zip_directory(bytes, file_)),
      inflate_budget_(8 * bytes.size() + (1 << 20)) {}

std::string_view ZipArchive::read(std::string_view name) {
  if (const auto known = contents_.find(name); known != contents_.end()) return known->second;
  const auto found = entries().find(name);
  if (found == entries().end()) throw Error("{}: zip archive: no entry {}", file_, in_quotes(name));
  const ZipEntry& entry = found->second;

  std::string_view contents = packed_bytes(name, entry);
  if (entry.method == kDeflated) {
    contents = inflated_[found->first] = inflate(name, entry, contents);
  }
  if (const uint32_t crc = crc_of(contents); crc != entry.crc) {
    throw Error("{}: {}: damaged: its checksum is {:08x}, {:08x} was written", file_,
                in_quotes(name), crc, entry.crc);
  }
  contents_.emplace(name, contents);
  return contents;
}

std::string_view ZipArchive::packed_bytes(std::string_view name, const ZipEntry& entry) const {
  if (entry.flags & kEncrypted) throw Error("{}: {}: encrypted", file_, in_quotes(name));
  if (entry.method != kStored && entry.method != kDeflated) {
    throw Error("{}: {}: compressed by method {}; stored (0) or deflated (8) expected", file_,
                in_quotes(name), entry.method);
  }
  if (entry.method == kStored && entry.size != entry.compressed_size) {
    throw Error("{}: {}: {} bytes stored in {}", file_, in_quotes(name), with_thousands(entry.size),
                with_thousands(entry.compressed_size));
  }
  if (entry.header_offset > directory_.offset) {
    throw Error("{}: {}: starts at byte {}, outside of the contents", file_, in_quotes(name),
                with_thousands(entry.header_offset));
  }
  ByteReader reader(bytes_.substr(0, directory_.offset), file_, entry.header_offset);
  if (reader.u32() != kLocalSignature) reader.fail("{}: no entry begins here", in_quotes(name));
  reader.take(22);
  const uint16_t name_length = reader.u16();
  const uint16_t extra_length = reader.u16();
  const std::string_view local_name = reader.take(name_length);
  if (local_name != name) {
    reader.fail("{}: the entry calls itself {}", in_quotes(name), in_quotes(local_name));
  }
  reader.take(extra_length);
  return reader.take(entry.compressed_size);
}

std::string ZipArchive::inflate(std::string_view name, const ZipEntry& entry,
                                std::string_view packed) {
  if (entry.size > inflate_budget_ || packed.size() > kLargestInflated ||
      entry.size > kLargestInflated) {
    throw Error("{}: {}: inflates to {} bytes, too many for an archive of {}", file_,
                in_quotes(name), with_thousands(entry.size), with_thousands(bytes_.size()));
  }
  inflate_budget_ -= entry.size;
  std::string result(entry.size, '\0');
  Inflater inflater;
  if (!inflater.ok) throw Error("{}: {}: no memory to inflate it", file_, in_quotes(name));
  z_stream& stream = inflater.stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  if (::inflate(&stream, Z_FINISH) != Z_STREAM_END || stream.avail_out != 0) {
    throw Error("{}: {}: damaged: does not inflate to its {} bytes", file_, in_quotes(name),
                with_thousands(entry.size));
  }
  return result;
}

}  // namespace ofa
