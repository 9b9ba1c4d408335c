#pragma once

#include <string>
#include <vector>

#include "search/fit_predictor.h"
#include "search/predictor.h"
#include "tests/space/space_testing.h"

namespace ofa {

// Archs of a space, drawn by their choices.
std::vector<Arch> draw_archs(const Space& space, int count, uint64_t seed);

// Layers of drawn weights: sizes[0] inputs, ..., sizes.back() outputs.
Layers random_layers(const std::vector<int>& sizes, uint64_t seed);

// What layers with ReLU between them say of an input, in doubles and in the plainest way.
double plain_forward(const Layers& layers, const std::vector<double>& input);

// A code as the numbers that it stands for.
std::vector<double> to_numbers(const Codes& codes, size_t row);

// Of a space, with members of drawn weights.
PredictorParts random_parts(const Space& space, int members, uint64_t seed);

}  // namespace ofa
