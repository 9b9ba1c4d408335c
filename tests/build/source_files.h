#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ofa {

// The sources of the program, without those of its tests.
inline std::vector<std::filesystem::path> source_files(const std::filesystem::path& tree) {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"src", "search", "trainers", "tools"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(tree / folder)) {
      const std::string extension = entry.path().extension();
      if (extension == ".h" || extension == ".cpp" || extension == ".cu")
        files.push_back(entry.path());
    }
  }
  return files;
}

}  // namespace ofa
