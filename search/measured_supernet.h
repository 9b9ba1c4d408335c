#pragma once

#include "search/trained_supernet.h"

namespace ofa {

// What accuracies are measured in is kept in RUN/accuracies.jsonl.
std::unique_ptr<TrainedSupernet> open_supernet(const std::string& run, int threads);

}  // namespace ofa
