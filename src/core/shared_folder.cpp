#include "core/shared_folder.h"

#include <cstdlib>
#include <system_error>

namespace ofa {

namespace fs = std::filesystem;

fs::path shared_folder() {
  if (const char* chosen = std::getenv("OFA_SHARE")) return chosen;
  std::error_code ignored;  // no such file system: not installed
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path installed = program.parent_path().parent_path() / "share/ofa";
  return fs::is_directory(installed, ignored) ? installed : fs::path(OFA_SOURCE_DIR);
}

}  // namespace ofa
