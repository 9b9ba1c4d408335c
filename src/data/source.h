#pragma once

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "data/images.h"

namespace ofa {

// Of a pack: that of what it was made of.
enum class SourceKind { kFashionMnist, kIdx, kCifar, kFolder };
constexpr auto names_of(SourceKind) {
  return std::array{std::pair{SourceKind::kFashionMnist, "fashion-mnist"},
                    std::pair{SourceKind::kIdx, "idx"}, std::pair{SourceKind::kCifar, "cifar"},
                    std::pair{SourceKind::kFolder, "folder"}};
}

// What a source's own folders or files say an image is for.
enum class SourcePart { kTrain, kValidation, kTest };

// The images that a source holds: all of train, then all of validation, then all of test.
struct Source {
  SourceKind kind = SourceKind::kFolder;
  std::vector<std::string> classes;
  std::unique_ptr<Images> images;
  std::array<int64_t, 3> counts{};  // of each SourcePart

  int64_t first(SourcePart part) const;
  int64_t count(SourcePart part) const { return counts[static_cast<size_t>(part)]; }
};

// `fashion-mnist`; or a folder or a pack, recognised by what it holds. Throws where that is nothing
// known, a class is empty, a label is out of range, or a header lies.
Source open_source(const std::string& source);

// By kind; each throws where the folder, which holds some of its files, is not whole.
bool holds_idx(const std::string& folder);
Source open_idx(const std::string& folder);
bool holds_cifar(const std::string& folder);
Source open_cifar(const std::string& folder);
Source open_image_folder(const std::string& folder);
Source open_pack(const std::string& file);

// Those of a file, a line each; empty where there is no such file.
std::vector<std::string> read_class_names(const std::string& file);

}  // namespace ofa
