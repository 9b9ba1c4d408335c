#pragma once

#include <string>

#include "config/json.h"
#include "space/arch.h"

namespace ofa {

constexpr int kLowestResolution = 8, kHighestResolution = 2048;

// {"space": "fashion", "resolution": 28, "stages": [{"channels": 24, "blocks": [{"kernel": 5,
// "expand": 4}]}, ...]}, or {"kernel": 5, "mid": 96}: a choice stands where it belongs, fixed
// things never; the number of blocks is the depth.
Json to_json(const Space& space, const Arch& arch);

// Reads the above, and the published forms (ks, e, d, r; ResNet's d, e, w, image_size;
// AttentiveNAS's resolution, width, depth, kernel_size, expand_ratio). `source` is what errors call
// it.
Arch arch_from_json(const Space& space, const Json& json, const std::string& source);

// The parts that have choices of their own, under the key that JSON gives them. One may stand by
// itself, without a list.
struct PartGroup {
  const char* key;
  std::vector<int> parts;
  bool is_one = false;
};
std::vector<PartGroup> groups(const Space& space);

// What a part leaves open by itself; choices of the whole net are not among it.
struct PartChoices {
  int channels = -1;
  int depth = -1;
  int kernel = -1, expand = -1;  // of the stage
  bool per_block = false;        // its blocks have choices of their own
};
PartChoices choices_of(const Space& space, const Part& part);
std::vector<int> block_choices(const Space& space, const Part& part, int block);
std::vector<int> net_choices(const Space& space);

}  // namespace ofa
