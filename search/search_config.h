#pragma once

#include "config/candidates.h"
#include "config/enums.h"
#include "config/fields.h"
#include "config/rules.h"
#include "config/units.h"

namespace ofa {

enum class AccuracySource { kPredicted, kMeasured };
constexpr auto names_of(AccuracySource) {
  return std::array{std::pair{AccuracySource::kPredicted, "predicted"},
                    std::pair{AccuracySource::kMeasured, "measured"}};
}

enum class AlgorithmName { kNsga2, kEvolution, kRandom, kExact };
constexpr auto names_of(AlgorithmName) {
  return std::array{
      std::pair{AlgorithmName::kNsga2, "nsga2"}, std::pair{AlgorithmName::kEvolution, "evolution"},
      std::pair{AlgorithmName::kRandom, "random"}, std::pair{AlgorithmName::kExact, "exact"}};
}

struct AlgorithmConfig {
  AlgorithmName name = AlgorithmName::kNsga2;
  int population = 100;
  int generations = 150;

  static void fields(auto& c, auto& v) {
    v.optional(
        "name", c.name,
        "nsga2 finds a front, then evolution its end; evolution alone the best under limits; "
        "exact is dynamic programming alone");
    v.optional("population", c.population, range(4, 100'000), "archs a generation");
    v.optional("generations", c.generations, range(1, 1'000'000), "of them at most");
  }
  bool operator==(const AlgorithmConfig&) const = default;
};

// latency_ms <= 25
struct LimitConfig {
  std::string metric;
  bool at_most = true;
  double value = 0;
  bool operator==(const LimitConfig&) const = default;
};
template <>
struct Codec<LimitConfig> {
  static LimitConfig read(const Node& node);
  static Node dump(const LimitConfig& limit);
  static std::string type_name() { return "METRIC <= VALUE or METRIC >= VALUE"; }
};
// From METRIC=VALUE, as --max and --min take it.
LimitConfig limit_from_flag(const std::string& flag, const std::string& text, bool at_most);

struct MeasureAccuracyConfig {
  Count images{5000};
  Count calibration{1000};

  static void fields(auto& c, auto& v) {
    v.optional("images", c.images, kAtLeastOne, "validation images at most");
    v.optional("calibration", c.calibration, kAtLeastOne,
               "training images from which norm statistics are found first");
  }
  bool operator==(const MeasureAccuracyConfig&) const = default;
};

struct SearchConfig {
  std::string run, space, predictor;
  AccuracySource accuracy = AccuracySource::kPredicted;
  std::map<std::string, std::string> tables;
  Candidates<std::string> maximise{{"accuracy"}};
  Candidates<std::string> minimise;
  std::vector<LimitConfig> limits;
  AlgorithmConfig algorithm;
  MeasureAccuracyConfig evaluate;
  int check = 8;
  int64_t seed = 0;
  int threads = 0;

  static void fields(auto& c, auto& v) {
    v.optional("run", c.run, "the run folder of a trained supernet");
    v.optional("space", c.space, "without a run: a name in configs/spaces/, or a YAML file");
    v.optional("predictor", c.predictor, "of accuracy; of a run: its own predictor.safetensors");
    v.optional("accuracy", c.accuracy,
               "predicted, or measured: every arch is calibrated and evaluated");
    v.optional("tables", c.tables, "latency tables; the name is that of NAME.latency_ms");
    v.optional("maximise", c.maximise, "metrics: accuracy, macs, ...");
    v.optional("minimise", c.minimise,
               "metrics: latency_ms, NAME.latency_ms, macs, params, peak_activation_bytes; unless "
               "told, the latencies of all tables, or macs");
    v.optional("limits", c.limits, "METRIC <= VALUE or METRIC >= VALUE; k, M, G and % are read");
    v.optional("algorithm", c.algorithm, "how archs are found");
    v.optional("evaluate", c.evaluate, "how accuracy is measured");
    v.optional("check", c.check, range(0, 1000),
               "members of the front that are cut out, evaluated and timed");
    v.optional("seed", c.seed, kNonNegative, "everything random follows from it");
    v.optional("threads", c.threads, kNonNegative, "threads that score archs; 0: one a core");
  }
  bool operator==(const SearchConfig&) const = default;
};

// What latencies by a table are called: of the only one, latency_ms; else NAME.latency_ms.
std::string latency_name(const SearchConfig& config, const std::string& table);

// With what follows from the rest filled in.
SearchConfig resolved(SearchConfig config);

}  // namespace ofa
