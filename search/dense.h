#pragma once

#include <hwy/aligned_allocator.h>

#include <span>
#include <vector>

#include "search/codes.h"
#include "search/dense_layer.h"

namespace ofa {

// Layers with ReLU between them that read codes and end in one number, laid out for speed. An
// arch's number is the same, bit for bit, wherever it stands and whatever stands beside it.
class DenseNetwork {
 public:
  // Each layer has as many inputs as the one before has outputs; the last has one.
  explicit DenseNetwork(const Layers& layers);

  // One number a row.
  void operator()(const Codes& codes, std::span<float> results) const;

  // Outputs are padded to whole panels of this many; a panel's weights lie together: [panel][input]
  // [kPanel].
  static constexpr int kPanel = 16;
  struct Layer {
    int inputs = 0;
    int panels = 0;
    hwy::AlignedFreeUniquePtr<float[]> weights, bias;

    int stride() const { return panels * kPanel; }
  };

 private:
  std::vector<Layer> layers_;
  int widest_ = 0;
};

}  // namespace ofa
