#pragma once

#include <array>
#include <variant>

#include "trainers/distill_terms.h"

namespace ofa {

// Mean losses over the archs of a step, or over steps.
struct StepLosses {
  double total = 0;
  double hard = 0;  // against labels
  double soft = 0;  // against teachers: the sum of the terms, each with its weight
  std::array<double, std::variant_size_v<DistillTerm>> terms{};

  void add(const StepLosses& other, double share) {
    total += share * other.total;
    hard += share * other.hard;
    soft += share * other.soft;
    for (size_t i = 0; i < terms.size(); ++i) terms[i] += share * other.terms[i];
  }
  bool operator==(const StepLosses&) const = default;
};

}  // namespace ofa
