#pragma once

#include <vector>

#include "nn/run.h"

namespace ofa {

// The moments of every norm of one arch, found with certain weights: the only thing an arch can be
// evaluated by.
class NormStatistics {
 public:
  // Of a network whose statistics came with its weights (a subnet folder, an imported checkpoint);
  // they go to the weights' device.
  static NormStatistics stored(const Arch& arch, std::vector<Moments> moments,
                               const Weights& weights);

  const Arch& arch() const { return arch_; }
  const std::vector<Moments>& moments() const { return moments_; }

 private:
  friend class NormCalibration;
  friend Values evaluate(const Weights&, const Plan&, const at::Tensor&, const NormStatistics&,
                         at::ScalarType, const std::vector<ValueId>&);

  Arch arch_;
  std::vector<Moments> moments_;
  int64_t weights_version_ = 0;
};

// Cumulative means, over batches and weighted by their images, of each batch's mean and (biased)
// variance, every batch normalised by its own (once-for-all, 2020). To calibrate many archs, hand
// each batch to each of them.
class NormCalibration {
 public:
  NormCalibration(const Weights& weights, const Plan& plan, at::ScalarType precision);

  void add(const at::Tensor& images);
  NormStatistics finish() const;

 private:
  const Weights& weights_;
  const Plan& plan_;
  at::ScalarType precision_;
  int64_t weights_version_;
  int64_t num_images_ = 0;
  std::vector<Moments> sums_;  // in double
};

// Logits (and the values in `keep`) of an arch by its statistics. Statistics of another arch, or
// found before the weights changed, are refused.
Values evaluate(const Weights& weights, const Plan& plan, const at::Tensor& images,
                const NormStatistics& statistics, at::ScalarType precision,
                const std::vector<ValueId>& keep = {});

}  // namespace ofa
