#pragma once

#include "runtime/runtimes.h"

namespace ofa {

// Intel's OpenVINO, on the processor.
Runtime openvino_runtime();

}  // namespace ofa
