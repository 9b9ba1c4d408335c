#pragma once

#include "core/random.h"
#include "data/image.h"

namespace ofa {

// One change that training images go through, at random. A new one is a file with its config
// struct, which makes it, and a name in AugmentStep's list (augment.h).
class Augmentation {
 public:
  virtual ~Augmentation() = default;

  // Moves or shapes the window of an image that will be resized to `resolution`.
  virtual void place(Size, int /*resolution*/, Random&, Window&) const {}
  // Changes the pixels, which are at the resolution by then.
  virtual void paint(Random&, Image&) const {}
};

}  // namespace ofa
