#pragma once

#include <span>

namespace ofa {

// How well predictions of networks meet what was measured; errors are parts of the measured.
struct Figures {
  int networks = 0;
  double error = 0;  // on average
  double within_5 = 0, within_10 = 0;
  double pearson = 0, spearman = 0, kendall = 0;
  double noise = 0;       // of the measurement itself: even rounds against odd ones
  double cost_error = 0;  // what MACs and parameters alone reach on the same networks

  bool operator==(const Figures&) const = default;
};

// On networks that the correction has not seen, of two kinds: drawn at random, where MACs alone
// come close to any table; and uniform in kernel, expand and depth, where they do not.
struct Quality {
  Figures random, structured;

  bool operator==(const Quality&) const = default;
};

// All of them; noise and cost_error are the caller's to add.
Figures figures_of(std::span<const double> measured, std::span<const double> predicted);

}  // namespace ofa
