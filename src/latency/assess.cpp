#include "latency/assess.h"

#include "core/error.h"
#include "core/least_squares.h"
#include "core/statistics.h"
#include "graph/cost.h"
#include "space/arch_text.h"
#include "space/lower.h"

namespace ofa {
namespace {

// A role's networks, one entry each in every list.
struct Networks {
  std::vector<BlockSums> sums;
  std::vector<Cost> costs;
  std::vector<double> ms, noise;
};

BlockSums network_sums(const Table& table, const Graph& graph) {
  BlockSums sums;
  for (const Block& block : graph.blocks)
    sums += sums_of(table.at(block, resolution_of(graph)), graph, block);
  return sums;
}

Networks networks_of(const Space& space, const Table& table, NetworkRole role) {
  check_space(table, space.name);
  Networks networks;
  for (const NetworkTime& time : table.networks) {
    if (time.role != role) continue;
    const Graph graph = lower(space, arch_of(space, table, time));
    networks.sums.push_back(network_sums(table, graph));
    networks.costs.push_back(cost(graph));
    networks.ms.push_back(time.ms);
    networks.noise.push_back(time.noise);
  }
  return networks;
}

// What one can say of latency without a table: (MACs, parameters, constant), fitted on the same
// networks.
class CostModel {
 public:
  explicit CostModel(const Networks& fit) {
    std::vector<std::vector<double>> rows;
    std::vector<double> weights;
    for (size_t i = 0; i < fit.ms.size(); ++i) {
      rows.push_back(row(fit.costs[i]));
      weights.push_back(1 / (fit.ms[i] * fit.ms[i]));
    }
    const auto found = least_squares(rows, fit.ms, weights);
    if (!found) throw Error("the measured networks are all alike; nothing follows from them");
    coefficients_ = *found;
  }

  double operator()(const Cost& cost) const {
    const std::vector<double> values = row(cost);
    return coefficients_[0] * values[0] + coefficients_[1] * values[1] + coefficients_[2];
  }

 private:
  static std::vector<double> row(const Cost& cost) {
    return {static_cast<double>(cost.macs) / 1e6, static_cast<double>(cost.params) / 1e6, 1};
  }

  std::vector<double> coefficients_;
};

Figures assess_on(const Networks& networks, const Table& table, const CostModel& by_cost) {
  std::vector<double> predicted, predicted_by_cost;
  for (size_t i = 0; i < networks.ms.size(); ++i) {
    predicted.push_back(table.correction(networks.sums[i]));
    predicted_by_cost.push_back(by_cost(networks.costs[i]));
  }
  Figures figures = figures_of(networks.ms, predicted);
  if (networks.ms.empty()) return figures;
  figures.noise = mean(networks.noise);
  figures.cost_error = mean_relative_error(networks.ms, predicted_by_cost);
  return figures;
}

}  // namespace

Arch arch_of(const Space& space, const Table& table, const NetworkTime& network) {
  try {
    return arch_from_text(space, network.arch);
  } catch (const Error& error) {
    throw Error("{}: networks: {}", table.source, error.what());
  }
}

Correction fit_correction(const Space& space, const Table& table) {
  const Networks networks = networks_of(space, table, NetworkRole::kFit);
  std::vector<Measured> measured;
  for (size_t i = 0; i < networks.ms.size(); ++i)
    measured.push_back({networks.sums[i], networks.ms[i]});
  return fit_correction(measured, table.call_ms);
}

Quality assess(const Space& space, const Table& table) {
  const CostModel by_cost(networks_of(space, table, NetworkRole::kFit));
  return {assess_on(networks_of(space, table, NetworkRole::kRandom), table, by_cost),
          assess_on(networks_of(space, table, NetworkRole::kStructured), table, by_cost)};
}

}  // namespace ofa
