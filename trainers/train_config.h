#pragma once

#include "data/config.h"
#include "trainers/mix_config.h"
#include "trainers/optimizer_config.h"
#include "trainers/phases.h"
#include "trainers/regularise_config.h"

namespace ofa {

enum class Precision { kAuto, kFp32, kBf16 };
constexpr auto names_of(Precision) {
  return std::array{std::pair{Precision::kAuto, "auto"}, std::pair{Precision::kFp32, "fp32"},
                    std::pair{Precision::kBf16, "bf16"}};
}

enum class Head { kKeep, kNew };
constexpr auto names_of(Head) {
  return std::array{std::pair{Head::kKeep, "keep"}, std::pair{Head::kNew, "new"}};
}

// What the weights are before the first step.
struct InitConfig {
  std::string from;
  Head head = Head::kKeep;
  bool zero_residual = false;

  static void fields(auto& c, auto& v) {
    v.optional("from", c.from, "a run or subnet folder whose weights are taken");
    v.optional("head", c.head, "keep or new: the classifier, for other classes");
    v.optional("zero_residual", c.zero_residual,
               "the last norm of every residual branch starts at zero");
  }
  bool operator==(const InitConfig&) const = default;
};

// Random archs besides: `random: 8`.
struct EvaluatedArchs {
  std::vector<std::string> named;  // min, max, or an arch's line
  int random = 0;
  bool operator==(const EvaluatedArchs&) const = default;
};
template <>
struct Codec<EvaluatedArchs> {
  static EvaluatedArchs read(const Node& node);
  static Node dump(const EvaluatedArchs& archs);
  static std::string type_name() { return "a list of min, max, archs and random: N"; }
};

struct EvaluateConfig {
  double every = 1;
  EvaluatedArchs archs{{"min", "max"}, 8};
  Count images{5000};
  Count calibration{1000};

  static void fields(auto& c, auto& v) {
    v.optional("every", c.every, kPositive, "epochs from one evaluation to the next");
    v.optional("archs", c.archs, "whose accuracy on validation images is measured");
    v.optional("images", c.images, kAtLeastOne, "validation images at most");
    v.optional("calibration", c.calibration, kAtLeastOne,
               "training images from which norm statistics are found first");
  }
  bool operator==(const EvaluateConfig&) const = default;
};

struct CheckpointConfig {
  Duration every{60};
  int keep = 2;

  static void fields(auto& c, auto& v) {
    v.optional("every", c.every, kPositive, "time from one checkpoint to the next");
    v.optional("keep", c.keep, kAtLeastOne,
               "checkpoints that are kept; the best weights always are");
  }
  bool operator==(const CheckpointConfig&) const = default;
};

struct TrainConfig {
  std::string space;
  int64_t seed = 0;
  std::optional<Duration> budget;
  Precision precision = Precision::kAuto;
  int threads = 0;
  std::string device = "cpu";
  DataConfig data;
  InitConfig init;
  OptimizerConfig optimizer;
  ScheduleConfig schedule;
  std::optional<double> ema;
  double label_smoothing = 0;
  RegulariseConfig regularise;
  MixConfig mix;
  int accumulate = 1;
  std::vector<PhaseConfig> phases;
  EvaluateConfig evaluate;
  CheckpointConfig checkpoint;
  int log_every = 50;

  static void fields(auto& c, auto& v) {
    v.optional("space", c.space, "a name in configs/spaces/, or a YAML file");
    v.optional("seed", c.seed, kNonNegative, "everything random follows from it");
    v.optional("budget", c.budget, kPositive,
               "time to train in; phases keep their proportions. Without it: epochs as written");
    v.optional("precision", c.precision, "of activations and reads; master weights are float32");
    v.optional("threads", c.threads, kNonNegative, "threads that compute; 0: one a core");
    v.optional("device", c.device, kFilled, "cpu, cuda, cuda:1");
    v.required("data", c.data, "the images");
    v.optional("init", c.init, "what training starts from");
    v.optional("optimizer", c.optimizer, "what takes the steps");
    v.optional("schedule", c.schedule, "how lr moves within each phase");
    v.optional("ema", c.ema, range(0, 0.999999),
               "weights are averaged over steps, each average being so much of the one before; the "
               "averages are evaluated, kept as the best, and teach later phases");
    v.optional("label_smoothing", c.label_smoothing, range(0, 0.9),
               "part of a label's weight that goes to all classes evenly");
    v.optional("regularise", c.regularise, "what is dropped at random while training");
    v.optional("mix", c.mix, "images of a batch are mixed with others of it");
    v.optional("accumulate", c.accumulate, range(1, 4096), "batches in one step");
    v.required("phases", c.phases, kFilled, "what is trained, in order");
    v.optional("evaluate", c.evaluate, "accuracy while training");
    v.optional("checkpoint", c.checkpoint, "what a killed run goes on from");
    v.optional("log_every", c.log_every, kAtLeastOne,
               "steps from one record of losses to the next");
  }
  void check(const Node& node) const;
  bool operator==(const TrainConfig&) const = default;

 private:
  void check_channel_order(size_t phase, const Node& node) const;
};

}  // namespace ofa
