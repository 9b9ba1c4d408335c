#pragma once

#include <string>
#include <vector>

#include "io/named_tensors.h"
#include "io/published_names.h"

namespace ofa {

// A tensor of a network: our name and shape, and what published weights call it.
struct WantedTensor {
  std::string name;
  std::string key;
  std::vector<int64_t> shape;
};

// All of a supernet, or of one arch's network.
struct WantedTensors {
  WantedTensors(const Space& space, const Arch* arch);

  PublishedNames names;
  std::vector<WantedTensor> parameters;
  std::vector<WantedTensor> norms;  // mean and variance in turns
};

// What of it a file has, under our names, and where the two differ.
struct PublishedMatch {
  std::vector<TensorView> parameters;
  std::vector<TensorView> norms;
  std::vector<std::string> missing, extra, misshapen;
  int num_ignored = 0;

  bool fits() const { return missing.empty() && extra.empty() && misshapen.empty(); }
};

PublishedMatch match(const WantedTensors& wanted, const NamedTensors& tensors);

}  // namespace ofa
