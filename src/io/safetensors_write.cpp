#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.h"
#include "core/file.h"
#include "core/format.h"
#include "io/quote.h"
#include "io/safetensors.h"

namespace ofa {
namespace {

constexpr uint64_t kLengthBytes = 8;
constexpr uint64_t kAlignment = 64;
constexpr std::string_view kMetadataKey = "__metadata__";
constexpr std::string_view kNoChecksum = "0000000000000000";

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
  std::string header = fmt::format("{{\"{}\":{{{}}}", kMetadataKey, fields);
  uint64_t begin = 0;
  for (const TensorView* tensor : tensors) {
    const uint64_t end = begin + tensor->bytes.size();
    header += fmt::format(R"(,{}:{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                          to_json(tensor->name, file), name_of(tensor->dtype),
                          fmt::join(tensor->shape, ","), begin, end);
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

// Puts the checksum of all bytes in the place that the header left for it.
void seal(std::string& header, const std::vector<const TensorView*>& tensors) {
  Checksum sum;
  sum.append(little_endian(header.size()));
  sum.append(header);
  for (const TensorView* tensor : tensors) sum.append(as_text(tensor->bytes));
  const std::string field = fmt::format("\"{}\":\"", kChecksumKey);
  header.replace(header.find(field) + field.size(), kNoChecksum.size(), sum.hex());
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, std::span<const TensorView> tensors,
                       Metadata metadata) {
  const std::string file = path.string();
  const std::vector<const TensorView*> ordered = in_file_order(tensors);
  std::set<std::string_view> names;
  for (const TensorView* tensor : ordered) {
    check_writable(*tensor, file);
    if (!names.insert(tensor->name).second) {
      throw Error("{}: two tensors {}", file, in_quotes(tensor->name));
    }
  }
  metadata[kChecksumKey] = kNoChecksum;
  std::string header = header_of(ordered, metadata, file);
  seal(header, ordered);
  AtomicFile out(path);
  out.append(little_endian(header.size()));
  out.append(header);
  for (const TensorView* tensor : ordered) out.append(as_text(tensor->bytes));
  out.commit();
}

}  // namespace ofa
