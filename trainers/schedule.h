#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "config/fields.h"

namespace ofa {

enum class Decay { kCosine, kConstant };
constexpr auto names_of(Decay) {
  return std::array{std::pair{Decay::kCosine, "cosine"}, std::pair{Decay::kConstant, "constant"}};
}

// How the learning rate moves within a phase.
struct ScheduleConfig {
  Fraction warmup{0.05};
  Decay decay = Decay::kCosine;

  static void fields(auto& c, auto& v) {
    v.optional("warmup", c.warmup, "part of a phase's steps in which lr rises to its peak");
    v.optional("decay", c.decay, "how lr falls after that");
  }
  bool operator==(const ScheduleConfig&) const = default;
};

// The rate of a phase's step (from 0 on) as a part of its peak: rising in a line, then, for cosine,
// (1 + cos(pi t)) / 2 over the steps that are left (Loshchilov and Hutter, 2017).
double lr_factor(const ScheduleConfig& schedule, int64_t step, int64_t num_steps);

}  // namespace ofa
