#pragma once

#include <string>

#include "space/arch.h"

namespace ofa {

// One line: "28/24:k5e4,k3e2/32:k3e4/64:k5e4". The resolution, then what the whole net decides
// (w0.5, b3), then each part with choices: its channels, and depth, kernel, expand or mid of the
// stage or of each block.
std::string to_text(const Space& space, const Arch& arch);
Arch arch_from_text(const Space& space, const std::string& text);

// What the command line takes: min, max, random:SEED, the text above, or a JSON file.
Arch parse_arch(const Space& space, const std::string& argument);

}  // namespace ofa
