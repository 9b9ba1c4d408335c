#pragma once

#include <optional>
#include <string>

#include "data/dataset.h"
#include "nn/subnet.h"

namespace ofa {

// Where a network to export is: a subnet folder; an arch of a run, or of a space with random
// weights.
struct ExportSource {
  std::string path, arch;
  std::string data;  // where the images are, if not where they were
  std::optional<uint64_t> seed;
};

// What is to be exported, and the images that it was trained on, where they are known.
struct Exported {
  Subnet subnet;
  bool is_trained = true;
  std::optional<Dataset> dataset;
  DatasetInfo info;
};

Exported load_exported(const ExportSource& source);

// Its error where the data set tells other classes apart than the network.
void check_classes(const Subnet& subnet, const Dataset& dataset, const std::string& source);

}  // namespace ofa
