#include "latency/correction.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/error.h"
#include "core/least_squares.h"
#include "graph/cost.h"

namespace ofa {
namespace {

// A form: the sum of blocks' times with what calls cost or without, and what stands beside it.
struct Form {
  bool net = false, edges = false, weights = false, constant = false;

  int numbers() const { return 1 + edges + weights + constant; }

  std::vector<double> row(const BlockSums& sums, double call_ms) const {
    std::vector<double> row{sums.ms - (net ? call_ms * sums.blocks : 0)};
    if (edges) row.push_back(sums.edge_megabytes);
    if (weights) row.push_back(sums.weight_megabytes);
    if (constant) row.push_back(1);
    return row;
  }
  Correction correction(const std::vector<double>& row, double call_ms) const {
    auto next = row.begin();
    Correction correction{.factor = *next++};
    if (net) correction.ms_per_block = -correction.factor * call_ms;
    if (edges) correction.ms_per_edge_megabyte = *next++;
    if (weights) correction.ms_per_weight_megabyte = *next++;
    if (constant) correction.constant_ms = *next++;
    return correction;
  }
};

// Fewer numbers first.
std::vector<Form> forms() {
  std::vector<Form> all;
  for (const bool constant : {false, true})
    for (const bool weights : {false, true})
      for (const bool edges : {false, true})
        for (const bool net : {false, true}) all.push_back({net, edges, weights, constant});
  std::ranges::stable_sort(all, {}, [](const Form& form) { return form.numbers(); });
  return all;
}

std::optional<Correction> fit(const Form& form, const std::vector<Measured>& networks,
                              double call_ms, size_t left_out) {
  std::vector<std::vector<double>> rows;
  std::vector<double> targets, weights;
  for (size_t i = 0; i < networks.size(); ++i) {
    if (i == left_out) continue;
    rows.push_back(form.row(networks[i].sums, call_ms));
    targets.push_back(networks[i].ms);
    weights.push_back(1 / (networks[i].ms * networks[i].ms));  // errors are relative
  }
  const auto coefficients = least_squares(rows, targets, weights);
  if (!coefficients) return std::nullopt;
  return form.correction(*coefficients, call_ms);
}

std::optional<double> error_on_others(const Form& form, const std::vector<Measured>& networks,
                                      double call_ms) {
  double sum = 0;
  for (size_t i = 0; i < networks.size(); ++i) {
    const auto correction = fit(form, networks, call_ms, i);
    if (!correction) return std::nullopt;
    sum += std::abs((*correction)(networks[i].sums) - networks[i].ms) / networks[i].ms;
  }
  return sum / static_cast<double>(networks.size());
}

bool are_alike(const std::vector<Measured>& networks) {
  return std::ranges::all_of(networks, [&](const Measured& network) {
    return network.sums.ms == networks.front().sums.ms;
  });
}

}  // namespace

BlockSums& BlockSums::operator+=(const BlockSums& other) {
  ms += other.ms;
  blocks += other.blocks;
  edge_megabytes += other.edge_megabytes;
  weight_megabytes += other.weight_megabytes;
  return *this;
}

BlockSums sums_of(const BlockTime& time, const Graph& graph, const Block& block) {
  const int64_t edges =
      graph.elements(graph.block_input(block)) + graph.elements(graph.block_output(block));
  return {time.ms, 1, static_cast<double>(edges * kFloatBytes) / 1e6,
          static_cast<double>(weight_bytes(cost(graph, block))) / 1e6};
}

double Correction::of_block(const BlockSums& sums) const {
  return factor * sums.ms + ms_per_block * sums.blocks +
         ms_per_edge_megabyte * sums.edge_megabytes +
         ms_per_weight_megabyte * sums.weight_megabytes;
}

Correction fit_correction(const std::vector<Measured>& networks, double call_ms) {
  if (networks.size() < kFewestFitted)
    throw Error("a correction takes {} measured networks, there are {}", kFewestFitted,
                networks.size());
  std::optional<Form> best;
  double best_error = 0;
  for (const Form& form : forms()) {
    const auto error = error_on_others(form, networks, call_ms);
    if (!error) continue;
    if (best && *error >= best_error) continue;
    best = form;
    best_error = *error;
  }
  if (!best || are_alike(networks))
    throw Error("the measured networks are all alike; no correction follows from them");
  Correction correction = *fit(*best, networks, call_ms, networks.size());
  correction.networks = static_cast<int>(networks.size());
  correction.error = best_error;
  return correction;
}

}  // namespace ofa
