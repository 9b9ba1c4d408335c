#include "search/set_up.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "latency/table_json.h"
#include "measure/plan.h"
#include "search/metrics.h"
#include "search/predictor_file.h"

namespace ofa {
namespace {

std::vector<NamedTable> load_tables(const SearchConfig& config) {
  std::vector<NamedTable> tables;
  for (const auto& [name, file] : config.tables) {
    const bool is_only = config.tables.size() == 1;
    tables.push_back({is_only ? "latency_ms" : name + ".latency_ms", load_table(file)});
  }
  return tables;
}

// Those of which every table knows latencies, and the predictor accuracies.
std::vector<int> known_resolutions(const SearchSetUp& set_up) {
  std::vector<int> resolutions = set_up.space.open_resolutions;
  std::erase_if(resolutions, [&](int resolution) {
    const bool in_tables = std::ranges::all_of(set_up.tables, [&](const NamedTable& named) {
      return named.table.has_resolution(resolution);
    });
    return !in_tables || (set_up.predictor && !set_up.predictor->covers({resolution, {}}));
  });
  return resolutions;
}

void restrict_resolutions(SearchSetUp& set_up) {
  const std::vector<int> known = known_resolutions(set_up);
  if (known.empty())
    throw Error("no resolution of space {} ({}) is in every table and known to the predictor",
                set_up.space.name, fmt::join(set_up.space.open_resolutions, " "));
  std::ranges::set_difference(set_up.space.open_resolutions, known,
                              std::back_inserter(set_up.left_out));
  set_up.space = at_resolutions(std::move(set_up.space), known);
}

Metric measured_accuracy(TrainedSupernet& supernet, const AccuracySettings& settings) {
  const auto score = [&supernet, settings](std::span<const Arch> archs, std::span<double> values) {
    const std::vector<MeasuredAccuracy> found = supernet.measure(archs, settings);
    std::ranges::transform(found, values.begin(), &MeasuredAccuracy::accuracy);
  };
  return {.name = "accuracy", .more_is_better = true, .score = score, .alone = true};
}

std::vector<Metric> metrics_of(const SearchConfig& config, const SearchSetUp& set_up,
                               TrainedSupernet* supernet) {
  std::vector<Metric> metrics;
  if (set_up.predictor) {
    metrics.push_back(accuracy_metric(set_up.predictor));
  } else if (config.accuracy == AccuracySource::kMeasured && supernet != nullptr) {
    metrics.push_back(measured_accuracy(
        *supernet, {config.evaluate.images.value, config.evaluate.calibration.value}));
  }
  const auto variants = std::make_shared<const Variants>(set_up.space);
  for (const NamedTable& named : set_up.tables)
    metrics.push_back(latency_metric(named.metric, set_up.space, variants, named.table));
  for (Metric& metric : cost_metrics(set_up.space, variants)) metrics.push_back(std::move(metric));
  return metrics;
}

// With one table its own name is as good as none.
std::string plain_name(const SearchConfig& config, const std::string& metric) {
  return config.tables.size() == 1 && metric == config.tables.begin()->first + ".latency_ms"
             ? "latency_ms"
             : metric;
}

Problem problem_of(const SearchConfig& config, std::vector<Metric> metrics) {
  Problem problem{std::move(metrics), {}, {}};
  const auto find = [&](const std::string& name) {
    return find_metric(problem.metrics, plain_name(config, name));
  };
  for (const std::string& name : config.maximise.values)
    problem.objectives.push_back({find(name), true});
  for (const std::string& name : config.minimise.values)
    problem.objectives.push_back({find(name), false});
  for (const LimitConfig& limit : config.limits)
    problem.limits.push_back({find(limit.metric), limit.at_most, limit.value});
  return problem;
}

void check_source_of_accuracy(const SearchConfig& config, const TrainedSupernet* supernet) {
  if (config.accuracy == AccuracySource::kMeasured && supernet == nullptr)
    throw Error(Exit::kUsage, "accuracy can be measured of a run alone, not of a space");
  if (config.accuracy == AccuracySource::kPredicted && config.predictor.empty())
    throw Error(Exit::kUsage, "a predictor is required, or accuracy: measured");
}

}  // namespace

std::unique_ptr<SearchSetUp> set_up_search(const SearchConfig& config, Space space,
                                           TrainedSupernet* supernet) {
  check_source_of_accuracy(config, supernet);
  auto set_up = std::make_unique<SearchSetUp>();
  set_up->space = std::move(space);
  set_up->tables = load_tables(config);
  for (const NamedTable& named : set_up->tables) check_space(named.table, set_up->space.name);
  if (config.accuracy == AccuracySource::kPredicted)
    set_up->predictor =
        std::make_shared<const Predictor>(load_predictor(config.predictor, set_up->space));
  restrict_resolutions(*set_up);
  set_up->problem = problem_of(config, metrics_of(config, *set_up, supernet));
  return set_up;
}

}  // namespace ofa
