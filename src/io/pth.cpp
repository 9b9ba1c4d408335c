#include "io/pth.h"

#include <limits>
#include <memory>
#include <new>

#include "core/error.h"
#include "core/file.h"
#include "core/format.h"
#include "io/pth_contents.h"
#include "io/pth_weights.h"
#include "io/quote.h"
#include "io/strided.h"

namespace ofa {
namespace {

constexpr int64_t kAlignment = 64;
constexpr size_t kMostDims = 64;
constexpr uint64_t kLargestFile = std::numeric_limits<int64_t>::max() / 8;

// A tensor found in the pickle, its layout checked against the storage.
struct FoundTensor {
  std::string_view name;
  DType dtype;
  StridedLayout layout;
  std::string_view storage;
  int64_t num_bytes;
};

PthContents open(std::string_view bytes, const std::string& file) {
  if (bytes.starts_with("PK")) return open_zip_pth(bytes, file);
  if (bytes.starts_with('\x80')) return open_legacy_pth(bytes, file);
  if (bytes.size() > 262 && bytes.substr(257, 5) == "ustar") {
    throw Error(
        "{}: a tar archive, as PyTorch wrote before 0.1.10; load and save it again with a "
        "newer one",
        file);
  }
  throw Error("{}: neither a zip archive nor a pickle: not a file of torch.save", file);
}

std::vector<int64_t> integers(const PickleTree& tree, PickleId id, const std::string& where) {
  const auto& items = tree.get<PickleTuple>(id)->items;
  if (items.size() > kMostDims) throw Error("{}: {} dimensions", where, items.size());
  std::vector<int64_t> result;
  for (const PickleId item : items) {
    const auto* value = tree.get<int64_t>(item);
    if (!value) throw Error("{}: {} among its sizes", where, kind_of(tree[item]));
    result.push_back(*value);
  }
  return result;
}

FoundTensor locate(const PthContents& contents, std::string_view name, const PickleTensor& tensor,
                   const std::string& file) {
  const PickleTree& tree = contents.pickle;
  const std::string where = fmt::format("{}: tensor {}", file, in_quotes(name));
  const auto& storage = *tree.get<PickleStorage>(tensor.storage);
  FoundTensor found{name, storage.dtype, {tensor.offset, {}, {}}, contents.bytes_of(storage), 0};
  found.layout.shape = integers(tree, tensor.shape, where);
  found.layout.strides = integers(tree, tensor.strides, where);

  const std::optional<int64_t> size = num_bytes(storage.dtype, found.layout.shape);
  const std::optional<int64_t> elements = extent(found.layout);
  const std::optional<int64_t> needed =
      elements ? num_bytes(storage.dtype, std::span(&*elements, 1)) : std::nullopt;
  if (!size || !needed) {
    throw Error("{}: shape {} with strides {} from element {} makes no sense", where,
                shape_text(found.layout.shape), shape_text(found.layout.strides), tensor.offset);
  }
  if (static_cast<uint64_t>(*needed) > found.storage.size()) {
    throw Error("{}: {} bytes needed, the storage holds {}", where, with_thousands(*needed),
                with_thousands(found.storage.size()));
  }
  found.num_bytes = *size;
  return found;
}

int64_t slot_size(int64_t num_bytes) {
  return (num_bytes + kAlignment - 1) / kAlignment * kAlignment;
}

// What a few strides of 0 could ask for has no end, so all tensors together have a limit.
int64_t check_total(const std::vector<FoundTensor>& tensors, size_t file_size,
                    const std::string& file) {
  const int64_t most = 4 * static_cast<int64_t>(file_size) + (1 << 20);
  int64_t total = 0;
  for (const FoundTensor& tensor : tensors) {
    if (tensor.num_bytes <= most) total += slot_size(tensor.num_bytes);
    if (tensor.num_bytes > most || total > most) {
      throw Error("{}: tensor {}: brings the tensors to more than {}, too many for a file of {}",
                  file, in_quotes(tensor.name), human_bytes(static_cast<uint64_t>(most)),
                  human_bytes(file_size));
    }
  }
  return total;
}

NamedTensors copy(const std::vector<FoundTensor>& found, size_t file_size,
                  const std::string& file) {
  const auto total = static_cast<size_t>(check_total(found, file_size, file));
  constexpr std::align_val_t kAligned{kAlignment};
  const std::shared_ptr<std::byte> owner(static_cast<std::byte*>(::operator new(total, kAligned)),
                                         [](void* bytes) { ::operator delete(bytes, kAligned); });
  std::vector<TensorView> tensors;
  std::span<std::byte> free(owner.get(), total);
  for (const FoundTensor& tensor : found) {
    const auto bytes = free.first(static_cast<size_t>(tensor.num_bytes));
    gather(tensor.layout, size_of(tensor.dtype), as_bytes(tensor.storage), bytes);
    tensors.push_back({std::string(tensor.name), tensor.dtype, tensor.layout.shape, bytes});
    free = free.subspan(static_cast<size_t>(slot_size(tensor.num_bytes)));
  }
  return {file, std::move(tensors), owner};
}

}  // namespace

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  return parse_checkpoint(read_file(path, kLargestFile), path.string());
}

Checkpoint parse_checkpoint(std::string_view bytes, const std::string& file) {
  const PthContents contents = open(bytes, file);
  const PickledWeights weights = find_weights(contents.pickle, file);
  std::vector<FoundTensor> found;
  for (const auto& [name, tensor] : weights.tensors) {
    found.push_back(locate(contents, name, *tensor, file));
  }
  return {copy(found, bytes.size(), file), weights.ignored};
}

}  // namespace ofa
