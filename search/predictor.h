#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "search/encoder.h"
#include "search/ensemble.h"
#include "search/predictor_quality.h"

namespace ofa {

// What a predictor is made of, and what a file of one holds.
struct PredictorParts {
  std::string source = "the predictor";  // the file, for errors
  std::string space;                     // its name
  std::string choices;                   // checksum of what the space leaves open
  Encoding encoding = Encoding::kOneHot;
  std::vector<int> resolutions;  // of kNas and kResNet
  std::vector<Layers> members;
  std::string weights;  // checksum of the supernet it was fitted on; empty: a published one
  int samples = 0;
  std::optional<PredictorQuality> quality;
};

std::string checksum_of_choices(const Space& space);

// Accuracies of a space's archs, each the mean of what the members say. Any number of threads may
// ask at a time; an arch's answer is the same bit for bit, whatever it is asked with.
class Predictor {
 public:
  // An Error where the parts fit neither the space nor each other.
  Predictor(const Space& space, PredictorParts parts);

  const PredictorParts& parts() const { return parts_; }

  // Whether it has learnt of the arch's resolution. Asked of others, it throws an Error.
  bool covers(const Arch& arch) const { return encoder_.covers(arch); }

  void operator()(std::span<const Arch> archs, std::span<double> accuracies) const;
  // And by how much the members differ: their standard deviation.
  void operator()(std::span<const Arch> archs, std::span<double> accuracies,
                  std::span<double> spreads) const;

 private:
  PredictorParts parts_;
  Encoder encoder_;
  Ensemble ensemble_;
};

}  // namespace ofa
