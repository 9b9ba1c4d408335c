#pragma once

#include <string>
#include <vector>

#include "space/arch_json.h"

namespace ofa {

// The forms in which other programs wrote architectures: slots for skipped blocks included.
bool is_published_form(const Json& json);
Arch arch_from_published(const Space& space, const Json& json, const std::string& source);

}  // namespace ofa
