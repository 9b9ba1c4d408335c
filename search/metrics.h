#pragma once

#include "latency/table.h"
#include "search/metric.h"
#include "search/predictor.h"

namespace ofa {

// The metrics of a space's archs. The space must outlive them.

// macs, params and peak_activation_bytes.
std::vector<Metric> cost_metrics(const Space& space, std::shared_ptr<const Variants> variants);

// An Error where the table is of another space, or lacks one of its blocks at an open resolution.
Metric latency_metric(const std::string& name, const Space& space,
                      std::shared_ptr<const Variants> variants, const Table& table);

Metric accuracy_metric(std::shared_ptr<const Predictor> predictor);

}  // namespace ofa
