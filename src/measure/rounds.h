#pragma once

#include <cstdint>
#include <vector>

#include "measure/journal.h"
#include "measure/visit.h"

namespace ofa {

// Something to be timed: it takes memory from when it is loaded.
struct Subject {
  std::function<TimedCall()> load;
  int calls = 1;  // a visit
  uint64_t bytes = 0;
};

struct Protocol {
  int fewest_rounds = 24, most_rounds = 60;
  double enough = 0.01;      // noise, on average, after which no more rounds are needed
  int discarded_rounds = 4;  // after loading: runtimes are slower then
  Disturbance disturbance = Disturbance::kDropped;
  uint64_t most_bytes = UINT64_MAX;  // loaded at a time
  uint64_t seed = 0;                 // of the order
};

// Everything is loaded anew every few rounds.
int loads_for(int rounds);

// Visits every subject once a round until even and odd rounds agree, in another order each time, so
// that all of them see the same machine; those that do not fit into memory together, group by
// group. What the journal holds is not done again. An Error with Exit::kInterrupt or kTerminate
// when the program is told to stop.
Samples measure_rounds(const std::vector<Subject>& subjects, const Protocol& protocol,
                       Journal& journal);

}  // namespace ofa
