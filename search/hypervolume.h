#pragma once

#include <vector>

namespace ofa {

// How much of the space of goals, each the less the better, these points dominate up to the
// reference point; exactly, for one to four goals. Points that are not below it in every goal add
// nothing.
double hypervolume(const std::vector<std::vector<double>>& points,
                   const std::vector<double>& reference);

}  // namespace ofa
