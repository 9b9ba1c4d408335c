#include "data/source.h"

#include <filesystem>

#include "core/error.h"
#include "core/file.h"
#include "core/format.h"
#include "data/pack.h"

namespace ofa {
namespace fs = std::filesystem;
namespace {

constexpr const char* kFashionMnist = "fashion-mnist";
constexpr const char* kFashionFolder = "/usr/share/datasets/fashion-mnist";
constexpr uint64_t kMaxNamesBytes = 1'000'000;

Source open_fashion_mnist() {
  if (!fs::is_directory(kFashionFolder)) {
    throw Error("data.source: {} is not in {}; install it: apt-get install dataset-fashion-mnist",
                kFashionMnist, kFashionFolder);
  }
  Source source = open_idx(kFashionFolder);
  source.kind = SourceKind::kFashionMnist;
  if (source.classes.size() != 10) {
    throw Error("{}: expected 10 classes, found {}", kFashionFolder, source.classes.size());
  }
  source.classes = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                    "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
  return source;
}

Source open_path(const std::string& path) {
  if (!fs::exists(path)) throw Error("data.source: {}: no such folder or file", path);
  if (is_pack(path)) return open_pack(path);
  if (!fs::is_directory(path)) {
    throw Error("data.source: {}: expected {}, a folder or a pack (ofa pack), found another file",
                path, kFashionMnist);
  }
  if (holds_idx(path)) return open_idx(path);
  if (holds_cifar(path)) return open_cifar(path);
  return open_image_folder(path);
}

void check_labels(const Source& source) {
  const auto num_classes = static_cast<int>(source.classes.size());
  std::vector<int64_t> counts(num_classes, 0);
  for (int64_t i = 0; i < source.images->size(); ++i) {
    const int label = source.images->label(i);
    if (label < 0 || label >= num_classes) {
      throw Error("{}: its label is {}; expected 0 to {}, as there are {} classes",
                  source.images->name(i), label, num_classes - 1, num_classes);
    }
    if (i < source.count(SourcePart::kTrain)) ++counts[label];
  }
  for (int i = 0; i < num_classes; ++i) {
    if (counts[i] > 0) continue;
    throw Error("data.source: class {} ({}) has no training image; classes are numbered from 0", i,
                source.classes[i]);
  }
}

}  // namespace

int64_t Source::first(SourcePart part) const {
  int64_t first = 0;
  for (size_t i = 0; i < static_cast<size_t>(part); ++i) first += counts[i];
  return first;
}

Source open_source(const std::string& source) {
  Source opened = source == kFashionMnist ? open_fashion_mnist() : open_path(source);
  if (opened.classes.size() < 2) {
    throw Error("data.source: {}: expected at least 2 classes, found {}", source,
                opened.classes.size());
  }
  check_labels(opened);
  return opened;
}

std::vector<std::string> read_class_names(const std::string& file) {
  if (!fs::exists(file)) return {};
  std::vector<std::string> names;
  std::string name;
  for (const char c : read_file(file, kMaxNamesBytes) + "\n") {
    if (c != '\n') {
      if (c != '\r') name += c;
      continue;
    }
    if (!name.empty()) names.push_back(std::move(name));
    name.clear();
  }
  return names;
}

}  // namespace ofa
