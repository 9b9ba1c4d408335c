#pragma once

#include <vector>

#include "search/dense_layer.h"
#include "search/ridge.h"

namespace ofa {

// A ridge as a network: one layer.
Layers to_layers(const Ridge& ridge);

// A network that says what both together say. Its hidden layers have one unit more, which carries
// what the ridge says: an accuracy, which ReLU leaves as it is.
Layers sum_of(const Ridge& ridge, const Layers& layers);

}  // namespace ofa
