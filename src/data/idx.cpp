// MNIST's format: folders of train-images-idx3-ubyte and its like, gzipped or not.
#include <algorithm>
#include <filesystem>
#include <limits>

#include "core/error.h"
#include "core/format.h"
#include "data/byte_file.h"
#include "data/memory_images.h"
#include "data/source.h"

namespace ofa {
namespace fs = std::filesystem;
namespace {

constexpr uint32_t kBytesMagic = 0x0800;  // and the number of dimensions
constexpr uint64_t kMostImagePixels = 1 << 24;

std::vector<std::string> files_with(const std::string& folder, const std::string& part) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool is_idx = name.find("idx") != name.npos || name.find("ubyte") != name.npos;
    if (is_idx && name.find(part) != name.npos) found.push_back(entry.path().string());
  }
  std::ranges::sort(found);
  return found;
}

std::string one_file(const std::string& folder, const std::string& part) {
  const auto files = files_with(folder, part);
  if (files.empty()) throw Error("{}: no IDX file with {} in its name", folder, part);
  if (files.size() > 1) {
    throw Error("{} and {}: expected one file with {} in its name", files[0], files[1], part);
  }
  return files[0];
}

// The sizes that the header says, the first that of the whole.
std::vector<uint64_t> read_dimensions(ByteFile& file, const std::string& path, size_t least,
                                      size_t most) {
  const uint32_t magic = file.take_big_endian();
  const size_t count = magic & 0xFF;
  if ((magic & ~0xFFU) != kBytesMagic || count < least || count > most) {
    throw Error(
        "{}: expected an IDX file of bytes with {} dimensions, found one that begins {:08x}", path,
        least, magic);
  }
  std::vector<uint64_t> sizes(count);
  for (uint64_t& size : sizes) size = file.take_big_endian();
  return sizes;
}

ImageBlock read_images(const std::string& path) {
  ByteFile file(path);
  const auto sizes = read_dimensions(file, path, 3, 4);
  const uint64_t channels = sizes.size() == 4 ? sizes[3] : 1;
  const uint64_t height = sizes[1], width = sizes[2];
  const bool fits = height > 0 && width > 0 && height <= kMostImagePixels &&
                    width <= kMostImagePixels / height && (channels == 1 || channels == 3);
  if (!fits) {
    throw Error("{}: its header says images of {} x {} with {} channels", path,
                with_thousands(height), with_thousands(width), with_thousands(channels));
  }
  ImageBlock block{.file = path,
                   .size = {static_cast<int>(height), static_cast<int>(width)},
                   .channels = static_cast<int>(channels)};
  block.pixels = file.take(sizes[0] * height * width * channels);
  file.expect_end();
  return block;
}

ImageBlock read_part(const std::string& folder, const std::string& part) {
  const std::string labels = one_file(folder, part + "-labels");
  ImageBlock block = read_images(one_file(folder, part + "-images"));
  const uint64_t image_bytes =
      uint64_t(block.size.height) * block.size.width * static_cast<uint64_t>(block.channels);
  const uint64_t num_images = block.pixels.size() / image_bytes;
  ByteFile file(labels);
  const uint64_t num_labels = read_dimensions(file, labels, 1, 1)[0];
  if (num_labels != num_images) {
    throw Error("{}: {} labels for the {} images of {}", labels, with_thousands(num_labels),
                with_thousands(num_images), block.file);
  }
  if (num_images == 0) throw Error("{}: holds no images", block.file);
  block.labels = file.take(num_labels);
  file.expect_end();
  return block;
}

std::vector<std::string> number_names(const std::vector<uint8_t>& labels) {
  std::vector<std::string> names;
  for (int i = 0; i <= *std::ranges::max_element(labels); ++i) names.push_back(std::to_string(i));
  return names;
}

}  // namespace

bool holds_idx(const std::string& folder) {
  return !files_with(folder, "train-images").empty() || !files_with(folder, "train-labels").empty();
}

Source open_idx(const std::string& folder) {
  std::vector<ImageBlock> blocks;
  blocks.push_back(read_part(folder, "train"));
  const ImageBlock& train = blocks.front();
  Source source{.kind = SourceKind::kIdx};
  source.classes = read_class_names(folder + "/classes.txt");
  if (source.classes.empty()) source.classes = number_names(train.labels);
  source.counts[0] = static_cast<int64_t>(train.labels.size());
  for (const std::string test : {"t10k", "test"}) {
    if (files_with(folder, test + "-images").empty()) continue;
    ImageBlock block = read_part(folder, test);
    if (block.size != train.size || block.channels != train.channels) {
      throw Error("{}: images of {} x {}, but those of {} are {} x {}", block.file,
                  block.size.height, block.size.width, train.file, train.size.height,
                  train.size.width);
    }
    source.counts[2] = static_cast<int64_t>(block.labels.size());
    blocks.push_back(std::move(block));
    break;
  }
  source.images = std::make_unique<MemoryImages>(std::move(blocks));
  return source;
}

}  // namespace ofa
