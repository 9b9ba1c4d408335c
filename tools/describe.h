#pragma once

#include "latency/table.h"
#include "space/arch_json.h"

namespace ofa {

// What `ofa describe` says of a space, or of one arch, to machines and to people.
Json space_json(const Space& space);
std::string space_text(const Space& space);
Json arch_json(const Space& space, const Arch& arch, const Table* table = nullptr);
std::string arch_text(const Space& space, const Arch& arch, const Table* table = nullptr);

}  // namespace ofa
