#include "io/zip_directory.h"

#include <optional>

#include "core/error.h"
#include "core/format.h"
#include "io/byte_reader.h"
#include "io/quote.h"

namespace ofa {
namespace {

constexpr uint32_t kEntrySignature = 0x02014b50;
constexpr uint32_t kEndSignature = 0x06054b50;
constexpr uint32_t kEnd64Signature = 0x06064b50;
constexpr uint32_t kLocator64Signature = 0x07064b50;
constexpr uint64_t kEntrySize = 46;
constexpr uint64_t kEndSize = 22;
constexpr uint64_t kLocator64Size = 20;
constexpr uint64_t kLongestComment = 0xFFFF;
constexpr uint16_t kSmall = 0xFFFF;  // these two stand for: see zip64
constexpr uint32_t kMedium = 0xFFFFFFFF;
constexpr uint16_t kZip64Field = 1;

struct Extent {
  uint64_t num_entries;
  uint64_t size;
  uint64_t offset;
  uint64_t end;  // what follows the directory begins here
};

// The last record of the file; a comment may follow it.
std::optional<uint64_t> find_end(std::string_view bytes) {
  if (bytes.size() < kEndSize) return std::nullopt;
  const uint64_t last = bytes.size() - kEndSize;
  for (uint64_t comment = 0; comment <= std::min(last, kLongestComment); ++comment) {
    ByteReader reader(bytes, "", last - comment);
    if (reader.u32() != kEndSignature) continue;
    reader.take(16);
    if (reader.u16() == comment) return last - comment;
  }
  return std::nullopt;
}

Extent read_end64(std::string_view bytes, const std::string& file, uint64_t end) {
  if (end < kLocator64Size) throw Error("{}: zip archive: no room for zip64's records", file);
  ByteReader locator(bytes, file, end - kLocator64Size);
  if (locator.u32() != kLocator64Signature) locator.fail("zip archive: no zip64 locator");
  locator.u32();
  const uint64_t offset = locator.u64();
  if (offset > end - kLocator64Size) locator.fail("zip archive: zip64 record outside of the file");

  ByteReader record(bytes, file, offset);
  if (record.u32() != kEnd64Signature) record.fail("zip archive: no zip64 end record");
  record.take(8 + 2 + 2);
  const uint32_t disk = record.u32();
  const uint32_t directory_disk = record.u32();
  if (disk != 0 || directory_disk != 0) record.fail("zip archive: in several parts");
  Extent extent{};
  record.u64();
  extent.num_entries = record.u64();
  extent.size = record.u64();
  extent.offset = record.u64();
  extent.end = offset;
  return extent;
}

Extent read_end(std::string_view bytes, const std::string& file) {
  const std::optional<uint64_t> end = find_end(bytes);
  if (!end) throw Error("{}: zip archive: no central directory at its end; is it cut off?", file);
  ByteReader reader(bytes, file, *end + 4);
  const uint16_t disk = reader.u16();
  const uint16_t directory_disk = reader.u16();
  reader.u16();
  Extent extent{};
  extent.num_entries = reader.u16();
  extent.size = reader.u32();
  extent.offset = reader.u32();
  extent.end = *end;
  if (extent.num_entries == kSmall || extent.size == kMedium || extent.offset == kMedium) {
    return read_end64(bytes, file, *end);
  }
  if (disk != 0 || directory_disk != 0) reader.fail("zip archive: in several parts");
  return extent;
}

// What does not fit 32 bits stands in an extra field, in this order and only then.
void read_zip64_field(std::string_view extra, const std::string& file, ZipEntry& entry) {
  if (entry.size != kMedium && entry.compressed_size != kMedium && entry.header_offset != kMedium) {
    return;
  }
  ByteReader reader(extra, file);
  while (reader.left() >= 4) {
    const uint16_t kind = reader.u16();
    ByteReader field(reader.take(reader.u16()), file);
    if (kind != kZip64Field) continue;
    for (uint64_t* value : {&entry.size, &entry.compressed_size, &entry.header_offset}) {
      if (*value == kMedium) *value = field.u64();
    }
  }
}

std::pair<std::string, ZipEntry> read_entry(ByteReader& reader) {
  if (reader.u32() != kEntrySignature) reader.fail("zip archive: no directory entry");
  reader.take(4);
  ZipEntry entry;
  entry.flags = reader.u16();
  entry.method = reader.u16();
  reader.take(4);
  entry.crc = reader.u32();
  entry.compressed_size = reader.u32();
  entry.size = reader.u32();
  const uint16_t name_length = reader.u16();
  const uint16_t extra_length = reader.u16();
  const uint16_t comment_length = reader.u16();
  reader.take(8);
  entry.header_offset = reader.u32();
  std::string name(reader.take(name_length));
  read_zip64_field(reader.take(extra_length), reader.name(), entry);
  reader.take(comment_length);
  return {std::move(name), entry};
}

}  // namespace

ZipDirectory read_zip_directory(std::string_view bytes, const std::string& file) {
  const Extent extent = read_end(bytes, file);
  if (extent.offset > extent.end || extent.size > extent.end - extent.offset) {
    throw Error("{}: zip archive: a directory of {} bytes at {} is outside of the file", file,
                with_thousands(extent.size), with_thousands(extent.offset));
  }
  if (extent.num_entries > extent.size / kEntrySize) {
    throw Error("{}: zip archive: {} entries in a directory of {} bytes", file,
                with_thousands(extent.num_entries), with_thousands(extent.size));
  }
  ZipDirectory directory{extent.offset, {}};
  ByteReader reader(bytes.substr(0, extent.offset + extent.size), file, extent.offset);
  for (uint64_t i = 0; i < extent.num_entries; ++i) {
    auto [name, entry] = read_entry(reader);
    if (!directory.entries.emplace(name, entry).second) {
      reader.fail("zip archive: two entries {}", in_quotes(name));
    }
  }
  if (reader.left() > 0) {
    throw Error("{}: zip archive: {} bytes after the directory's last entry", file,
                with_thousands(reader.left()));
  }
  return directory;
}

}  // namespace ofa
