#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/random.h"
#include "data/augment.h"
#include "data/batch.h"
#include "data/dataset_info.h"
#include "data/images.h"
#include "data/normalise.h"
#include "data/resize.h"

namespace ofa {

// From a stored image to what a network takes: [resolution, resolution, C], normalised.
class Preprocess {
 public:
  // Buffers of one thread.
  struct Scratch {
    Image decoded, resized;
    Resizer resize;
  };

  explicit Preprocess(const DatasetInfo& info, const std::vector<AugmentStep>& augment = {});

  // Of images larger than the network's, the middle: the shorter side resized to
  // ceil(resolution / resize_ratio), then cut. With a ratio of 1 the whole image, resized.
  void evaluate(const Images& images, int64_t index, int resolution, Scratch& scratch,
                float* out) const;
  void train(const Images& images, int64_t index, int resolution, Random random, Scratch& scratch,
             float* out) const;

  Window evaluated_window(Size image, int resolution) const;
  size_t floats(int resolution) const { return size_t(resolution) * resolution * channels_; }

 private:
  // Decoded and resized; the image is one of the scratch's.
  Image& sized(const Images& images, int64_t index, int resolution, const ChooseWindow& window,
               Scratch& scratch) const;

  int channels_;
  double resize_ratio_;
  std::vector<std::unique_ptr<Augmentation>> augmentations_;
  Normaliser normalise_;
};

// All of some images as a batch for evaluation; labels are -1.
Batch read_images(const Images& images, const DatasetInfo& info, int resolution);

}  // namespace ofa
