#pragma once

#include <optional>
#include <span>
#include <vector>

namespace ofa {

// The coefficients by which rows give targets best: those of the least sum of squared weighted
// differences. None where the rows leave them open.
std::optional<std::vector<double>> least_squares(const std::vector<std::vector<double>>& rows,
                                                 std::span<const double> targets,
                                                 std::span<const double> weights);

}  // namespace ofa
