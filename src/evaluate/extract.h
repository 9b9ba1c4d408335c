#pragma once

#include "evaluate/accuracy.h"
#include "nn/run_folder.h"

namespace ofa {

// One arch's own network, its norms calibrated on training images of the data set.
Subnet extract_calibrated(const Run& run, const Arch& arch, const Dataset& dataset);

}  // namespace ofa
