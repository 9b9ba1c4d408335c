#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/fields.h"
#include "space/open.h"
#include "trainers/schedule.h"

namespace ofa {

// Which archs a step trains, one after the other on the same images.
enum class Sample { kMax, kMin, kRandom };
constexpr auto names_of(Sample) {
  return std::array{std::pair{Sample::kMax, "max"}, std::pair{Sample::kMin, "min"},
                    std::pair{Sample::kRandom, "random"}};
}

// How random ones are drawn: each choice evenly, as once-for-all (2020); or each arch.
enum class Draw { kPerChoice, kUniform };
constexpr auto names_of(Draw) {
  return std::array{std::pair{Draw::kPerChoice, "per_choice"},
                    std::pair{Draw::kUniform, "uniform"}};
}

// By what channels are sorted when a phase begins.
enum class SortBy { kNone, kL1, kL2, kNormScale };
constexpr auto names_of(SortBy) {
  return std::array{std::pair{SortBy::kNone, "none"}, std::pair{SortBy::kL1, "l1"},
                    std::pair{SortBy::kL2, "l2"}, std::pair{SortBy::kNormScale, "norm_scale"}};
}

// By what a teacher's norms go.
enum class TeacherNorms { kBatch, kCalibrated };
constexpr auto names_of(TeacherNorms) {
  return std::array{std::pair{TeacherNorms::kBatch, "batch"},
                    std::pair{TeacherNorms::kCalibrated, "calibrated"}};
}

struct DistillConfig {
  static constexpr const char* kInPlace = "max";

  std::string teacher;
  double weight = 1;
  double temperature = 1;
  double labels = 1;
  TeacherNorms statistics = TeacherNorms::kBatch;

  static void fields(auto& c, auto& v) {
    v.required("teacher", c.teacher, kFilled,
               "max: the widest arch as it is being trained; the name of an earlier phase: the "
               "widest arch as that left it; or a subnet folder");
    v.optional("weight", c.weight, kNonNegative, "of the loss against the teacher's distribution");
    v.optional("temperature", c.temperature, kPositive, "softens both distributions");
    v.optional("labels", c.labels, kNonNegative, "weight of the labels' loss beside it");
    v.optional("statistics", c.statistics, "what the teacher's norms go by");
  }
  void check(const Node& node) const {
    if (weight == 0 && labels == 0)
      throw node.error_at("weight", "with labels 0 too there is no loss left");
    if (teacher == kInPlace && statistics == TeacherNorms::kCalibrated)
      throw node.error_at("statistics", "the widest arch is trained by batch statistics");
  }
  bool operator==(const DistillConfig&) const = default;
};

// One part of training, with the choices it opens.
struct PhaseConfig {
  std::string name;
  double epochs = 1;
  std::optional<int64_t> steps;
  std::optional<double> lr;
  std::optional<ScheduleConfig> schedule;
  std::vector<Sample> sample = {Sample::kRandom};
  Draw draw = Draw::kPerChoice;
  OpenChoices open;
  SortBy sort = SortBy::kNone;
  std::optional<DistillConfig> distill;

  static void fields(auto& c, auto& v) {
    v.required("name", c.name, kFilled, "what logs call the phase");
    v.optional("epochs", c.epochs, kPositive, "passes over the training images; may be a fraction");
    v.optional("steps", c.steps, kAtLeastOne, "instead of epochs; a budget fills it in");
    v.optional("lr", c.lr, kPositive, "peak learning rate of this phase");
    v.optional("schedule", c.schedule, "how lr moves in this phase");
    v.optional("sample", c.sample, kFilled, "the archs of one step");
    v.optional("draw", c.draw, "how random archs are drawn");
    v.optional("open", c.open, "what archs may differ in; what is absent stays at its widest");
    v.optional("sort", c.sort, "importance by which channels are sorted when the phase begins");
    v.optional("distill", c.distill, "a teacher to learn from");
  }
  void check(const Node& node) const {
    const bool labels_only_for_max =
        distill && distill->teacher == DistillConfig::kInPlace && distill->labels == 0;
    if (labels_only_for_max && std::ranges::find(sample, Sample::kMax) == sample.end())
      throw node.error_at(
          "sample", "with distill.labels 0 only max learns from labels, and it is not sampled");
  }
  bool operator==(const PhaseConfig&) const = default;
};

}  // namespace ofa
