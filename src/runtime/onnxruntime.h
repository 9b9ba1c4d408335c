#pragma once

#include "runtime/runtimes.h"

namespace ofa {

// Microsoft's ONNX Runtime, on the processor.
Runtime onnxruntime_runtime();

}  // namespace ofa
