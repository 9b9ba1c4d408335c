#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace ofa {

// Images as a network is given them, but for the normalisation.
struct Pictures {
  int64_t count = 0;
  int resolution = 0, channels = 0;
  std::vector<uint8_t> pixels;  // [N, H, W, C]
  std::vector<int64_t> labels;  // empty: nobody knows

  Pictures part(int64_t first, int64_t most) const;
  Pictures first(int64_t most) const { return part(0, most); }
  // With every patch of pixels as its first one: large pictures that compress well.
  Pictures coarse() const;
};

// Images of a data set, prepared as for evaluation; drawn by the data set's seed where there are
// more than `most`.
Pictures validation_pictures(const Dataset& dataset, int resolution, int64_t most);
Pictures test_pictures(const Dataset& dataset, int resolution);  // all of them
Pictures training_pictures(const Dataset& dataset, int resolution, int64_t most);

// The user's own images.
Pictures read_pictures(const Images& images, const DatasetInfo& info, int resolution);

// Patches of random colours in place of images, for networks that were trained on none.
Pictures noise_pictures(int64_t count, int resolution, int channels, uint64_t seed);

// What a model file takes: normalised floats [N, C, H, W].
std::vector<float> normalised_planes(const Pictures& pictures, const DatasetInfo& info);

// Or the pixels themselves, where it takes those.
std::vector<std::byte> model_input(const Pictures& pictures, const DatasetInfo& info,
                                   bool takes_pixels);

}  // namespace ofa
