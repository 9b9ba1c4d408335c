// CIFAR-10 and CIFAR-100, "binary version": records of label bytes and 3 planes of 32 x 32.
#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "core/file.h"
#include "core/format.h"
#include "data/memory_images.h"
#include "data/source.h"

namespace ofa {
namespace fs = std::filesystem;
namespace {

constexpr int kSide = 32;
constexpr int kPlane = kSide * kSide;
constexpr int kColours = 3;
constexpr uint64_t kMaxFileBytes = 1'000'000'000;

// Which files, and which of a record's label bytes counts.
struct Variant {
  std::vector<std::string> train;
  std::string test, names;
  size_t num_label_bytes, label_byte;
  size_t num_classes;
};

const Variant& cifar10() {
  static const Variant variant{{"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                "data_batch_4.bin", "data_batch_5.bin"},
                               "test_batch.bin",
                               "batches.meta.txt",
                               1,
                               0,
                               10};
  return variant;
}

const Variant& cifar100() {
  static const Variant variant{{"train.bin"}, "test.bin", "fine_label_names.txt", 2, 1, 100};
  return variant;
}

bool any_there(const std::string& folder, const Variant& variant) {
  return std::ranges::any_of(
      variant.train, [&](const std::string& file) { return fs::exists(fs::path(folder) / file); });
}

ImageBlock read_block(const std::string& path, const Variant& variant) {
  const std::string bytes = read_file(path, kMaxFileBytes);
  const size_t record = variant.num_label_bytes + kColours * kPlane;
  if (bytes.empty() || bytes.size() % record != 0) {
    throw Error("{}: {} bytes, expected a multiple of {}", path, with_thousands(bytes.size()),
                record);
  }
  ImageBlock block{.file = path, .size = {kSide, kSide}, .channels = kColours};
  block.pixels.reserve(bytes.size());
  for (size_t first = 0; first < bytes.size(); first += record) {
    block.labels.push_back(static_cast<uint8_t>(bytes[first + variant.label_byte]));
    const char* planes = bytes.data() + first + variant.num_label_bytes;
    for (int i = 0; i < kPlane; ++i) {
      for (int c = 0; c < kColours; ++c) {
        block.pixels.push_back(static_cast<uint8_t>(planes[c * kPlane + i]));
      }
    }
  }
  return block;
}

std::vector<std::string> class_names(const std::string& file, size_t num_classes) {
  std::vector<std::string> names = read_class_names(file);
  if (names.empty()) {
    for (size_t i = 0; i < num_classes; ++i) names.push_back(std::to_string(i));
  }
  if (names.size() == num_classes) return names;
  throw Error("{}: expected {} class names, found {}", file, num_classes, names.size());
}

}  // namespace

bool holds_cifar(const std::string& folder) {
  return any_there(folder, cifar10()) || any_there(folder, cifar100());
}

Source open_cifar(const std::string& folder) {
  const Variant& variant = any_there(folder, cifar10()) ? cifar10() : cifar100();
  const fs::path root = folder;
  Source source{.kind = SourceKind::kCifar};
  source.classes = class_names((root / variant.names).string(), variant.num_classes);
  std::vector<ImageBlock> blocks;
  for (const std::string& file : variant.train) {
    blocks.push_back(read_block((root / file).string(), variant));
    source.counts[0] += static_cast<int64_t>(blocks.back().labels.size());
  }
  if (fs::exists(root / variant.test)) {
    blocks.push_back(read_block((root / variant.test).string(), variant));
    source.counts[2] = static_cast<int64_t>(blocks.back().labels.size());
  }
  source.images = std::make_unique<MemoryImages>(std::move(blocks));
  return source;
}

}  // namespace ofa
