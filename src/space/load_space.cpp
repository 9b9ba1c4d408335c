#include <algorithm>
#include <filesystem>

#include "config/load.h"
#include "config/nearest.h"
#include "core/error.h"
#include "core/shared_folder.h"
#include "space/space.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

bool is_file(const std::string& text) {
  return text.ends_with(".yaml") || text.ends_with(".yml");
}

}  // namespace

std::string spaces_folder() {
  const fs::path here = "configs/spaces";
  return fs::is_directory(here) ? here.string() : (shared_folder() / here).string();
}

std::vector<std::string> space_names() {
  std::vector<std::string> names;
  std::error_code ignored;  // no folder, no names
  for (const auto& entry : fs::directory_iterator(spaces_folder(), ignored))
    if (is_file(entry.path().string())) names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

Space load_space(const std::string& name_or_file) {
  if (is_file(name_or_file)) {
    const SpaceSpec spec = read<SpaceSpec>(load_yaml(name_or_file));
    return make_space(fs::path(name_or_file).stem().string(), spec);
  }
  const std::vector<std::string> names = space_names();
  if (std::ranges::find(names, name_or_file) == names.end())
    throw Error("{}: no such space in {}{}; a file of your own ends in .yaml", name_or_file,
                spaces_folder(), did_you_mean(name_or_file, names));
  return make_space(name_or_file,
                    read<SpaceSpec>(load_yaml(spaces_folder() + "/" + name_or_file + ".yaml")));
}

}  // namespace ofa
