#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "data/augmentation.h"
#include "data/image_operation.h"

namespace ofa {

// How likely each picture is.
using Outcomes = std::map<std::vector<uint8_t>, double>;

// What an operation makes of a picture, by the published ranges.
Outcomes outcomes_of(ImageOperation operation, double strength, const OperationStyle& style,
                     const Image& image);

// What a second change, with `probability`, makes of what a first one made.
using Change = std::function<Outcomes(const Image&)>;
Outcomes followed_by(const Outcomes& first, double probability, const Change& second,
                     const Image& like);

void add(Outcomes& sum, const Outcomes& more, double share);

// Draws pictures and holds how often each comes to 4 standard deviations.
void expect_as_likely(const Outcomes& expected, const Augmentation& step, const Image& image,
                      int draws);

}  // namespace ofa
