#include "measure/visit.h"

#include <algorithm>
#include <cmath>

namespace ofa {
namespace {

bool is_disturbed(const CallTime& time) {
  return time.wall_ms - time.cpu_ms > std::max(0.003, 0.01 * time.wall_ms);
}

}  // namespace

double visit(const TimedCall& call, int calls, Disturbance disturbance) {
  call();
  double shortest = std::nan("");
  for (int i = 0; i < calls; ++i) {
    const CallTime time = call();
    if (disturbance == Disturbance::kDropped && is_disturbed(time)) continue;
    shortest = std::fmin(shortest, time.wall_ms);
  }
  return shortest;
}

}  // namespace ofa
