#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data/config.h"
#include "data/dataset_info.h"
#include "data/images.h"
#include "data/split.h"

namespace ofa {

// Of training images, for validation, where nobody says how many.
Amount fitting_held_out(int64_t num_train);

// Labelled images, split by seed, and what there is to know of them. Whatever is wrong with them as
// a whole is an error when it is made. Any thread may read.
class Dataset {
 public:
  Dataset(const DataConfig& config, uint64_t seed);

  const DataConfig& config() const { return config_; }  // with what was null filled in
  uint64_t seed() const { return seed_; }               // by which the images were split
  const DatasetInfo& info() const { return info_; }
  // From now on images are prepared as those of another data set, on which a network was trained;
  // an Error where the classes are others.
  void prepare_as(const DatasetInfo& other);

  const Images& images() const { return *images_; }
  const std::vector<int64_t>& indices(Split split) const { return split_.of(split); }
  int64_t size(Split split) const { return static_cast<int64_t>(indices(split).size()); }

 private:
  DataConfig config_;
  uint64_t seed_;
  DatasetInfo info_;
  std::unique_ptr<const Images> images_;
  SplitIndices split_;
};

}  // namespace ofa
