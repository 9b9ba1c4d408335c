// Folders of JPEG and PNG files, one for each class: as one tree, or below train/ and val/.
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <optional>

#include "core/error.h"
#include "data/file_images.h"
#include "data/source.h"

namespace ofa {
namespace fs = std::filesystem;
namespace {

using Classes = std::map<std::string, int>;  // name to label

bool is_hidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('.') || name == "Thumbs.db" || name == "desktop.ini";
}

bool is_image(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](unsigned char c) { return std::tolower(c); });
  return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (auto entry = fs::directory_iterator(folder, error);
       !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (!is_hidden(entry->path())) entries.push_back(entry->path());
  }
  if (error) throw Error("{}: cannot list the folder: {}", folder.string(), error.message());
  std::ranges::sort(entries);
  return entries;
}

bool has_folders(const fs::path& folder) {
  if (!fs::is_directory(folder)) return false;
  return std::ranges::any_of(sorted_entries(folder),
                             [](const fs::path& entry) { return fs::is_directory(entry); });
}

std::optional<fs::path> first_there(const fs::path& root, const std::vector<const char*>& names) {
  for (const char* name : names) {
    if (fs::is_directory(root / name)) return root / name;
  }
  return std::nullopt;
}

std::vector<std::string> class_folders(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::path& entry : sorted_entries(folder)) {
    if (fs::is_directory(entry)) names.push_back(entry.filename().string());
  }
  return names;
}

// All images below a class's folder, which may have folders of its own.
void list_images(const fs::path& root, const fs::path& folder, int label,
                 std::vector<ImageFile>& files) {
  for (const fs::path& entry : sorted_entries(folder)) {
    if (fs::is_directory(entry)) {
      list_images(root, entry, label, files);
      continue;
    }
    if (!is_image(entry)) {
      throw Error("{}: expected a .jpg, .jpeg or .png file; convert it, or take it out",
                  entry.string());
    }
    std::error_code error;
    const uint64_t num_bytes = fs::file_size(entry, error);
    if (error) throw Error("{}: {}", entry.string(), error.message());
    files.push_back({entry.lexically_relative(root).string(), label, num_bytes});
  }
}

int64_t list_part(const fs::path& root, const fs::path& folder, const Classes& classes,
                  std::vector<ImageFile>& files) {
  const size_t before = files.size();
  for (const std::string& name : class_folders(folder)) {
    const auto found = classes.find(name);
    if (found == classes.end()) {
      throw Error("{}: training has no class {}", (folder / name).string(), name);
    }
    const size_t first = files.size();
    list_images(root, folder / name, found->second, files);
    if (files.size() == first) {
      throw Error("{}: the class is empty: no .jpg, .jpeg or .png file in it",
                  (folder / name).string());
    }
  }
  if (files.size() == before) {
    throw Error("{}: no class folders with images in it", folder.string());
  }
  return static_cast<int64_t>(files.size() - before);
}

}  // namespace

Source open_image_folder(const std::string& folder) {
  const fs::path root = folder;
  const auto train = first_there(root, {"train"});
  const auto val = first_there(root, {"val", "valid", "validation"});
  const auto test = first_there(root, {"test"});
  if (!train && (val || test)) {
    throw Error("data.source: {}: there is {}, but no train/", folder,
                (val ? *val : *test).filename().string() + "/");
  }
  if (!has_folders(train.value_or(root))) {
    throw Error(
        "data.source: {}: holds no images that we know; looked for folders of .jpg and .png files, "
        "one for each class (there, or in train/ and val/), for IDX files "
        "(train-images-idx3-ubyte[.gz]) and for CIFAR's (data_batch_1.bin, train.bin)",
        folder);
  }
  Source source{.kind = SourceKind::kFolder, .classes = class_folders(train.value_or(root))};
  Classes classes;
  for (size_t i = 0; i < source.classes.size(); ++i)
    classes[source.classes[i]] = static_cast<int>(i);

  std::vector<ImageFile> files;
  source.counts[0] = list_part(root, train.value_or(root), classes, files);
  const bool labelled_test = test && has_folders(*test);  // ImageNet's is one heap without labels
  if (train && val) {
    source.counts[labelled_test ? 1 : 2] = list_part(root, *val, classes, files);
  }
  if (train && labelled_test) source.counts[2] = list_part(root, *test, classes, files);
  source.images = std::make_unique<FileImages>(root, std::move(files));
  return source;
}

}  // namespace ofa
