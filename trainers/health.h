#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trainers/checkpoint.h"

namespace ofa {

// How training is going, in figures and in words that one can act on.
struct Health {
  std::optional<double> gap;             // accuracy of the largest arch above the smallest's
  std::optional<double> rank_agreement;  // Spearman, of random archs with the last evaluation
  std::vector<std::string> remarks;
};

struct HealthInput {
  std::optional<double> max, min;  // accuracies
  std::vector<double> random;
  double chance = 0;  // accuracy of guessing
  StepLosses losses;  // means since the last evaluation
  bool distills = false;
  double labels_weight = 1;     // beside what teachers say
  bool trains_smallest = true;  // not where a phase opens nothing
};

Health judge(const HealthInput& input, const Progression& before);

// Of two lists of equal length, ties at their mean rank.
double spearman(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace ofa
