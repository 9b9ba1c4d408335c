#pragma once

#include <functional>

#include "runtime/time.h"

namespace ofa {

using TimedCall = std::function<CallTime()>;

// A call is disturbed, and does not count, where the thread did not compute all the time. With
// several threads one cannot tell.
enum class Disturbance { kDropped, kUnknown };

// The shortest of a few calls in a row, after one that brings the model back to the processor. NaN:
// all of them were disturbed.
double visit(const TimedCall& call, int calls, Disturbance disturbance);

}  // namespace ofa
