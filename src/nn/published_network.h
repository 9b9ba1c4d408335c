#pragma once

#include <string>

#include "io/pth.h"
#include "nn/subnet.h"

namespace ofa {

// One arch's network that was published by itself, with the statistics of its norms. An Error names
// what is missing, superfluous or of another shape.
Subnet published_network(const Space& space, const Arch& arch, const Checkpoint& checkpoint,
                         const std::string& file);

}  // namespace ofa
