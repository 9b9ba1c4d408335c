#include "search/set_up.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "io/quote.h"
#include "latency/table_json.h"
#include "measure/plan.h"
#include "search/metrics.h"
#include "search/predictor_file.h"

namespace ofa {
namespace {

// It is a file's name, too.
void check_table_name(const std::string& name) {
  const auto is_fit = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; };
  if (name.empty() || !std::ranges::all_of(name, is_fit))
    throw Error(Exit::kUsage, "tables: {}: expected a name of letters, digits, _ and -",
                in_quotes(name));
}

std::vector<NamedTable> load_tables(const SearchConfig& config) {
  std::vector<NamedTable> tables;
  for (const auto& [name, file] : config.tables) {
    check_table_name(name);
    tables.push_back({latency_name(config, name), load_table(file)});
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

void check_objectives(const Problem& problem) {
  constexpr size_t kMost = 4;
  const auto& objectives = problem.objectives;
  if (objectives.empty() || objectives.size() > kMost)
    throw Error(Exit::kUsage, "maximise and minimise: expected 1 to {} metrics in all, got {}",
                kMost, objectives.size());
  for (size_t i = 0; i < objectives.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (objectives[i].metric == objectives[j].metric)
        throw Error(Exit::kUsage, "maximise and minimise: {} is named twice",
                    problem.metrics[objectives[i].metric].name);
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
  check_objectives(problem);
  return problem;
}

bool asks_for_accuracy(const SearchConfig& config) {
  const auto is_limited = [](const LimitConfig& limit) { return limit.metric == "accuracy"; };
  return std::ranges::count(config.maximise.values, "accuracy") > 0 ||
         std::ranges::count(config.minimise.values, "accuracy") > 0 ||
         std::ranges::any_of(config.limits, is_limited);
}

void check_source_of_accuracy(const SearchConfig& config, const TrainedSupernet* supernet) {
  if (config.accuracy == AccuracySource::kMeasured && supernet == nullptr)
    throw Error(Exit::kUsage, "accuracy can be measured of a run alone, not of a space");
  if (config.accuracy == AccuracySource::kPredicted && config.predictor.empty() &&
      asks_for_accuracy(config))
    throw Error(Exit::kUsage, "accuracy: a predictor of it is required (--predictor FILE)");
}

std::shared_ptr<const Predictor> predictor_of(const SearchConfig& config, const Space& space,
                                              const TrainedSupernet* supernet) {
  if (config.accuracy != AccuracySource::kPredicted || config.predictor.empty()) return nullptr;
  const bool is_asked_for = asks_for_accuracy(config);
  if (!std::filesystem::exists(config.predictor)) {
    if (!is_asked_for) return nullptr;
    throw Error("{}: no such file; make it with: ofa predictor {}", config.predictor,
                config.run.empty() ? "RUN" : config.run);
  }
  auto predictor = std::make_shared<const Predictor>(load_predictor(config.predictor, space));
  const std::string& weights = predictor->parts().weights;
  if (supernet != nullptr && !weights.empty() && weights != supernet->weights())
    throw Error(
        "{0}: it was fitted on other weights than those of {1}; ofa predictor {1} fits anew",
        config.predictor, config.run);
  return predictor;
}

}  // namespace

std::unique_ptr<SearchSetUp> set_up_search(const SearchConfig& config, Space space,
                                           TrainedSupernet* supernet) {
  check_source_of_accuracy(config, supernet);
  auto set_up = std::make_unique<SearchSetUp>();
  set_up->space = std::move(space);
  set_up->tables = load_tables(config);
  for (const NamedTable& named : set_up->tables) check_space(named.table, set_up->space.name);
  set_up->predictor = predictor_of(config, set_up->space, supernet);
  restrict_resolutions(*set_up);
  set_up->problem = problem_of(config, metrics_of(config, *set_up, supernet));
  return set_up;
}

}  // namespace ofa
