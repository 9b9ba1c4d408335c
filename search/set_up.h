#pragma once

#include "search/metric.h"
#include "search/predictor.h"
#include "search/search_config.h"
#include "search/trained_supernet.h"

namespace ofa {

struct NamedTable {
  std::string metric;  // latency_ms or NAME.latency_ms
  Table table;
};

// What a search needs, made from its configuration.
struct SearchSetUp {
  Space space;                // with the resolutions open that tables and predictor know
  std::vector<int> left_out;  // those that they do not
  std::vector<NamedTable> tables;
  std::shared_ptr<const Predictor> predictor;  // null: accuracy is measured, or not asked for
  Problem problem;
};

// `supernet` measures accuracy where the configuration wants that; null: there is none. An Error
// that tells what is missing. It stays where it is: metrics hold on to its space.
std::unique_ptr<SearchSetUp> set_up_search(const SearchConfig& config, Space space,
                                           TrainedSupernet* supernet);

}  // namespace ofa
