#include "io/safetensors.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

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
constexpr uint64_t kAlignment = 64;
constexpr std::string_view kMetadataKey = "__metadata__";

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

std::string to_json(std::string_view text, const std::string& file) {
  if (!is_utf8(text)) throw Error("{}: {} is not UTF-8", file, in_quotes(text));
  return nlohmann::json(text).dump();
}

std::vector<const TensorView*> in_file_order(std::span<const TensorView> tensors) {
  std::vector<const TensorView*> result;
  for (const TensorView& tensor : tensors) result.push_back(&tensor);
  // Wide elements first, so that all are aligned; as the reference implementation does.
  std::ranges::sort(result, [](const TensorView* a, const TensorView* b) {
    const int64_t size_a = size_of(a->dtype);
    const int64_t size_b = size_of(b->dtype);
    return size_a != size_b ? size_a > size_b : a->name < b->name;
  });
  return result;
}

void check_writable(const TensorView& tensor, const std::string& file) {
  const std::optional<int64_t> needed = num_bytes(tensor.dtype, tensor.shape);
  if (tensor.name == kMetadataKey) throw Error("{}: no tensor may be called {}", file, tensor.name);
  if (!needed || static_cast<uint64_t>(*needed) != tensor.bytes.size()) {
    throw Error("{}: tensor {}: {} bytes given for {} of {}", file, in_quotes(tensor.name),
                with_thousands(tensor.bytes.size()), shape_text(tensor.shape),
                name_of(tensor.dtype));
  }
}

std::string header_of(const std::vector<const TensorView*>& tensors, const Metadata& metadata,
                      const std::string& file) {
  std::string fields;
  for (const auto& [key, value] : metadata) {
    fields +=
        fmt::format("{}{}:{}", fields.empty() ? "" : ",", to_json(key, file), to_json(value, file));
  }
  std::string header =
      metadata.empty() ? "{" : fmt::format("{{\"{}\":{{{}}}", kMetadataKey, fields);
  uint64_t begin = 0;
  for (const TensorView* tensor : tensors) {
    const uint64_t end = begin + tensor->bytes.size();
    header += fmt::format(R"({}{}:{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                          header.size() == 1 ? "" : ",", to_json(tensor->name, file),
                          name_of(tensor->dtype), fmt::join(tensor->shape, ","), begin, end);
    begin = end;
  }
  header += '}';
  while ((kLengthBytes + header.size()) % kAlignment != 0) header += ' ';
  return header;
}

std::string little_endian(uint64_t value) {
  std::string bytes;
  for (size_t i = 0; i < kLengthBytes; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  return bytes;
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
  return {NamedTensors(file, std::move(tensors), owner), std::move(header.metadata)};
}

std::string write_safetensors(const std::filesystem::path& path,
                              std::span<const TensorView> tensors, const Metadata& metadata) {
  const std::string file = path.string();
  const std::vector<const TensorView*> ordered = in_file_order(tensors);
  std::set<std::string_view> names;
  for (const TensorView* tensor : ordered) {
    check_writable(*tensor, file);
    if (!names.insert(tensor->name).second) {
      throw Error("{}: two tensors {}", file, in_quotes(tensor->name));
    }
  }
  const std::string header = header_of(ordered, metadata, file);
  AtomicFile out(path);
  out.append(little_endian(header.size()));
  out.append(header);
  for (const TensorView* tensor : ordered) out.append(as_text(tensor->bytes));
  return out.commit();
}

}  // namespace ofa
