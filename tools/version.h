#pragma once

#include <string>

namespace ofa {

// What `ofa --version` prints: this program's commit and compiler, and the libraries it runs on, a
// line each.
std::string version_text();

}  // namespace ofa
