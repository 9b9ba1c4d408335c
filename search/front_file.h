#pragma once

#include <filesystem>
#include <vector>

#include "config/json.h"
#include "space/arch.h"
#include "space/space.h"

namespace ofa {

// A search's front.json as it lies there; an Error where it is none, or has no members.
nlohmann::json load_front(const std::filesystem::path& file);

// The networks of a search's front.json.
struct FrontFile {
  std::vector<Arch> archs;
  size_t best = 0;
};

// An Error where the front is of another space.
FrontFile read_front(const std::filesystem::path& file, const Space& space);

}  // namespace ofa
