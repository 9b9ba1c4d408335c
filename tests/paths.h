#pragma once

#include <filesystem>

namespace ofa {

// Of this checkout and of the build that a test belongs to. Functions, not definitions on every
// command line, so that a clone at another path finds its tests compiled in ccache.
std::filesystem::path source_dir();
std::filesystem::path binary_dir();

}  // namespace ofa
