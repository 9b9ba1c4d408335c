#pragma once

#include <optional>
#include <string>
#include <vector>

#include "space/arch.h"

namespace ofa {

// One network as a space, for pruning: what is open is how wide its blocks are inside.
struct NarrowableNetwork {
  Space space;
  Arch arch;  // the network as it was: the widest that is open
};

// The mid channels of each block become a choice among multiples of `granularity`, up to what the
// arch has; all else is the arch's. Parameters keep their names and sizes, so the network's weights
// fit. Blocks without mid channels of their own stay as they are; of very wide ones, steps are
// several granules. Done again with its own result, it changes nothing.
NarrowableNetwork narrowable(const Space& space, const Arch& arch, int granularity = 8);

// The choices by which it narrows: positions in its list.
std::vector<int> mid_choices(const Space& space);

// The dims that such a choice decides about: "stages.1.blocks.0.mid", or a bottleneck's two; and
// what squeeze-excite has of them.
std::vector<std::string> mid_dims(const Space& space, int choice);

// The arch with one of these choices a step narrower; none where it is at its narrowest.
std::optional<Arch> narrower(const Space& space, const Arch& arch, int choice);

}  // namespace ofa
