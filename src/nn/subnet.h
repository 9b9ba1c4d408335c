#pragma once

#include <filesystem>
#include <memory>

#include "nn/calibrate.h"
#include "space/arch_json.h"

namespace ofa {

// One arch's own network, cut out of a supernet: its weights, and the statistics of its norms.
struct Subnet {
  Space space;
  Plan plan;
  Weights weights;
  NormStatistics statistics;
  Json data;  // what it was trained on, and how to prepare a picture; null where nobody knows

  at::Tensor evaluate(const at::Tensor& images, at::ScalarType precision = at::kFloat) const;
};

// Copies what the arch reads. Its outputs are the supernet's at that arch, bit for bit.
Subnet extract(const Space& space, const Weights& weights, const Plan& plan,
               const NormStatistics& statistics, const Json& data = nullptr);

// A folder: its description, and weights.safetensors (statistics included).
void save_subnet(const Subnet& subnet, const std::filesystem::path& folder);
Subnet load_subnet(const std::filesystem::path& folder);

}  // namespace ofa
