#pragma once

#include <memory>
#include <vector>

#include "runtime/loaded_model.h"

namespace ofa {

// What a call of a model takes, from visits spread over a time that it shares with other models.
struct TurnTime {
  double ms = 0;  // of the least disturbed visits
  double low_ms = 0, high_ms = 0;
};

// Times models against each other, in turns, so that all see the same machine. Their inputs are to
// be filled.
std::vector<TurnTime> time_in_turns(const std::vector<std::unique_ptr<LoadedModel>>& models,
                                    int rounds);

}  // namespace ofa
