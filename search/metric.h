#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "search/block_metric.h"

namespace ofa {

// A number that a network has, and how archs get it. accuracy, macs, params,
// peak_activation_bytes, latency_ms; of one of several tables: NAME.latency_ms.
struct Metric {
  std::string name;
  bool more_is_better = false;
  // One value an arch. Several threads may call it at a time, unless it is `alone`.
  std::function<void(std::span<const Arch>, std::span<double>)> score;
  bool alone = false;
  std::shared_ptr<const BlockMetric> blocks =
      nullptr;  // what it follows from; null: more than that
};

// The blocks of which the metric is the sum; null: it is none.
const BlockMetric* sum_of(const Metric& metric);

// What is wanted of a network, and what it must keep.
struct Objective {
  int metric = 0;
  bool maximise = false;
};
struct Limit {
  int metric = 0;
  bool at_most = true;
  double value = 0;
};
struct Problem {
  std::vector<Metric> metrics;
  std::vector<Objective> objectives;  // at least one; the first is the one that `best` is best in
  std::vector<Limit> limits;
};

// By how much limits are missed: the sum of parts of each; 0 where all are kept.
double violation(const Problem& problem, std::span<const double> metrics);

// An Error that names the nearest where there is none of this name.
int find_metric(const std::vector<Metric>& metrics, const std::string& name);

// As people read it: 92.13 %, 0.115 ms, 3.71 M, 184 kB.
std::string shown(const Metric& metric, double value);

}  // namespace ofa
