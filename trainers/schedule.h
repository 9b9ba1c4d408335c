#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "config/fields.h"

namespace ofa {

enum class Decay { kCosine, kConstant, kLinear, kExponential };
constexpr auto names_of(Decay) {
  return std::array{std::pair{Decay::kCosine, "cosine"}, std::pair{Decay::kConstant, "constant"},
                    std::pair{Decay::kLinear, "linear"},
                    std::pair{Decay::kExponential, "exponential"}};
}

// How the learning rate moves within a phase. BigNAS (2020) has exponential, falls_to 1%, floor 5%.
struct ScheduleConfig {
  Fraction warmup{0.05};
  Decay decay = Decay::kCosine;
  Fraction falls_to{0.01};
  Fraction floor{0};

  static void fields(auto& c, auto& v) {
    v.optional("warmup", c.warmup, "part of a phase's steps in which lr rises to its peak");
    v.optional("decay", c.decay, "how lr falls after that; cosine and linear fall to zero");
    v.optional("falls_to", c.falls_to, kPositive,
               "exponential: the part of its peak to which lr would fall by the phase's end");
    v.optional("floor", c.floor, "part of its peak below which lr does not fall, by any decay");
  }
  void check(const Node& node) const {
    if (decay != Decay::kExponential && !(falls_to == ScheduleConfig().falls_to))
      throw node.error_at("falls_to", "is exponential's; decay is {}", name_of(decay));
  }
  bool operator==(const ScheduleConfig&) const = default;
};

// The rate of a phase's step (from 0 on) as a part of its peak: rising in a line, then falling with
// t, the part of the other steps that is done: (1 + cos(pi t)) / 2 (Loshchilov and Hutter, 2017),
// 1 - t, or falls_to^t; but not below the floor.
double lr_factor(const ScheduleConfig& schedule, int64_t step, int64_t num_steps);

}  // namespace ofa
