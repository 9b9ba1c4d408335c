#pragma once

#include <filesystem>
#include <functional>

#include "latency/json_reader.h"

namespace ofa {

// The lines of a file that something may still be appending to, or was when it was killed: what is
// left of a last line does not count. Errors name file and line. Returns where the last whole line
// ends.
uint64_t read_json_lines(const std::filesystem::path& file,
                         const std::function<void(const JsonReader&)>& line);

}  // namespace ofa
