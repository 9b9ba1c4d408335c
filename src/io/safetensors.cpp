#include "io/safetensors.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>

#include "core/checksum.h"
#include "core/error.h"
#include "core/file.h"
#include "core/format.h"
#include "io/byte_reader.h"
#include "io/quote.h"
#include "io/safetensors_header.h"

namespace ofa {
namespace {

constexpr uint64_t kLengthBytes = 8;
constexpr uint64_t kLongestHeader = 100'000'000;

std::string_view header_text(std::string_view bytes, const std::string& file) {
  if (bytes.size() < kLengthBytes) {
    throw Error("{}: no safetensors file: it holds {} bytes, the header's length takes 8", file,
                bytes.size());
  }
  ByteReader reader(bytes, file);
  const uint64_t length = reader.u64();
  if (length > kLongestHeader) {
    throw Error("{}: no safetensors file: a header of {} bytes, at most {} are allowed", file,
                with_thousands(length), with_thousands(kLongestHeader));
  }
  if (length > reader.left()) {
    throw Error("{}: a header of {} bytes, but only {} follow; is the file cut off?", file,
                with_thousands(length), with_thousands(reader.left()));
  }
  return reader.take(length);
}

void check_size(const SafetensorsEntry& entry, const std::string& file) {
  const std::optional<int64_t> needed = num_bytes(entry.dtype, entry.shape);
  if (!needed) {
    throw Error("{}: tensor {}: shape {} is larger than any file", file, in_quotes(entry.name),
                shape_text(std::span(entry.shape).first(std::min<size_t>(entry.shape.size(), 8))));
  }
  if (entry.begin > entry.end || entry.end - entry.begin != static_cast<uint64_t>(*needed)) {
    throw Error("{}: tensor {}: {} bytes needed, data_offsets {} to {} do not hold as many", file,
                in_quotes(entry.name), with_thousands(*needed), with_thousands(entry.begin),
                with_thousands(entry.end));
  }
}

// Entries in the order of their bytes; together they cover the data, each byte once.
void check_coverage(const std::vector<SafetensorsEntry>& entries, uint64_t num_data_bytes,
                    const std::string& file) {
  uint64_t covered = 0;
  for (const SafetensorsEntry& entry : entries) {
    if (entry.begin != covered) {
      throw Error("{}: tensor {}: starts at byte {} of the data, the one before it ends at {}: {}",
                  file, in_quotes(entry.name), with_thousands(entry.begin), with_thousands(covered),
                  entry.begin < covered ? "they overlap" : "a hole");
    }
    covered = entry.end;
  }
  if (covered != num_data_bytes) {
    throw Error("{}: the tensors take {} bytes, {} follow the header{}", file,
                with_thousands(covered), with_thousands(num_data_bytes),
                covered > num_data_bytes ? "; is the file cut off?" : "");
  }
}

// Of a file that carries a checksum: that it is right.
void check_checksum(std::string_view bytes, std::string_view header, std::string_view expected,
                    const std::string& file) {
  const size_t at = header.find(fmt::format("\"{}\":\"{}\"", kChecksumKey, expected));
  Checksum sum;
  if (at != header.npos) {
    const size_t digits = kLengthBytes + at + std::strlen(kChecksumKey) + 4;
    sum.append(bytes.substr(0, digits));
    sum.append(std::string(expected.size(), '0'));
    sum.append(bytes.substr(digits + expected.size()));
  }
  if (sum.hex() != expected)
    throw Error("{}: damaged: its checksum is not that of its bytes", file);
}

}  // namespace

SafetensorsFile read_safetensors(const std::filesystem::path& path) {
  return parse_safetensors(read_file(path, std::numeric_limits<int64_t>::max()), path.string());
}

SafetensorsFile parse_safetensors(std::string bytes, const std::string& file) {
  const auto owner = std::make_shared<const std::string>(std::move(bytes));
  const std::string_view text = header_text(*owner, file);
  SafetensorsHeader header = parse_safetensors_header(text, file);
  const auto data = as_bytes(*owner).subspan(kLengthBytes + text.size());
  const auto sum = header.metadata.find(kChecksumKey);
  if (sum != header.metadata.end()) check_checksum(*owner, text, sum->second, file);

  std::ranges::stable_sort(header.entries,
                           [](const SafetensorsEntry& a, const SafetensorsEntry& b) {
                             return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
                           });
  for (const SafetensorsEntry& entry : header.entries) check_size(entry, file);
  check_coverage(header.entries, data.size(), file);

  std::vector<TensorView> tensors;
  for (SafetensorsEntry& entry : header.entries) {
    tensors.push_back({std::move(entry.name), entry.dtype, std::move(entry.shape),
                       data.subspan(entry.begin, entry.end - entry.begin)});
  }
  const bool has_checksum = sum != header.metadata.end();
  if (has_checksum) header.metadata.erase(sum);
  return {NamedTensors(file, std::move(tensors), owner), std::move(header.metadata), has_checksum};
}

}  // namespace ofa
