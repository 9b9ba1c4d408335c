#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "config/node.h"
#include "core/random.h"
#include "data/image.h"

namespace ofa {

// From and to, as YAML has them.
using Bounds = std::vector<double>;

// A rectangle inside an image, whose area is a random share of the image's and whose width over
// height is random too, on a logarithmic scale; anywhere. None where ten in a row did not fit.
std::optional<Window> random_window(Size image, const Bounds& area, const Bounds& ratio,
                                    Random& random);

// Throws unless they are two numbers in order; `key` is theirs in the map.
void check_bounds(const Node& map, std::string_view key, const Bounds& bounds);

}  // namespace ofa
