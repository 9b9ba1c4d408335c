#pragma once

#include <filesystem>

namespace ofa {

// Where configs/ and latency_tables/ lie: $OFA_SHARE, or ../share/ofa beside the program that runs,
// as it is installed, or the sources that it was built from.
std::filesystem::path shared_folder();

}  // namespace ofa
