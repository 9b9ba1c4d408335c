#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/fields.h"
#include "space/open.h"
#include "trainers/distill_config.h"
#include "trainers/draw_config.h"
#include "trainers/prune_config.h"
#include "trainers/schedule.h"

namespace ofa {

// Which archs a step trains, one after the other on the same images.
enum class Sample { kMax, kMin, kRandom };
constexpr auto names_of(Sample) {
  return std::array{std::pair{Sample::kMax, "max"}, std::pair{Sample::kMin, "min"},
                    std::pair{Sample::kRandom, "random"}};
}

// By what channels are sorted when a phase begins.
enum class SortBy { kNone, kL1, kL2, kNormScale };
constexpr auto names_of(SortBy) {
  return std::array{std::pair{SortBy::kNone, "none"}, std::pair{SortBy::kL1, "l1"},
                    std::pair{SortBy::kL2, "l2"}, std::pair{SortBy::kNormScale, "norm_scale"}};
}

// One part of training, with the choices it opens.
struct PhaseConfig {
  std::string name;
  double epochs = 1;
  std::optional<int64_t> steps;
  std::optional<double> lr;
  std::optional<ScheduleConfig> schedule;
  std::vector<Sample> sample = {Sample::kRandom};
  DrawConfig draw;
  std::optional<CandidatesConfig> candidates;
  OpenChoices open;
  SortBy sort = SortBy::kNone;
  std::optional<DistillConfig> distill;
  std::optional<PruneConfig> prune;

  static void fields(auto& c, auto& v) {
    v.required("name", c.name, kFilled, "what logs call the phase");
    v.optional("epochs", c.epochs, kPositive, "passes over the training images; may be a fraction");
    v.optional("steps", c.steps, kAtLeastOne, "instead of epochs; a budget fills it in");
    v.optional("lr", c.lr, kPositive, "peak learning rate of this phase");
    v.optional("schedule", c.schedule, "how lr moves in this phase");
    v.optional("sample", c.sample, kFilled, "the archs of one step");
    v.optional("draw", c.draw, "how random archs are drawn");
    v.optional("candidates", c.candidates, "a random arch is one of several, by their losses");
    v.optional("open", c.open, "what archs may differ in; what is absent stays at its widest");
    v.optional("sort", c.sort, "importance by which channels are sorted when the phase begins");
    v.optional("distill", c.distill, "a teacher to learn from");
    v.optional("prune", c.prune, "narrows one network as it is trained (ofa finetune SUBNET)");
  }
  void check(const Node& node) const {
    const bool only_max_has_labels = distill && distill->in_place() &&
                                     distill->teacher.all.size() == 1 && distill->labels.is_zero();
    if (only_max_has_labels && std::ranges::find(sample, Sample::kMax) == sample.end())
      throw node.error_at(
          "sample", "with distill.labels 0 only max learns from labels, and it is not sampled");
    if (candidates && std::ranges::find(sample, Sample::kRandom) == sample.end())
      throw node.error_at("candidates", "no random arch is sampled");
  }
  bool operator==(const PhaseConfig&) const = default;
};

}  // namespace ofa
