#include "tests/paths.h"

namespace ofa {

std::filesystem::path source_dir() {
  return OFA_SOURCE_DIR;
}

std::filesystem::path binary_dir() {
  return OFA_BINARY_DIR;
}

}  // namespace ofa
