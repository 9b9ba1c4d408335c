#pragma once

#include <cstdint>
#include <vector>

#include "space/lower.h"

namespace ofa {

// Every block that an arch of the space can hold, numbered. What adds up over blocks (MACs,
// latency) is then a table by number: an arch is the list of its blocks' numbers.
class Variants {
 public:
  explicit Variants(const Space& space);

  int64_t size() const { return size_; }

  // Where a block can stand, in order. Which one does follows from the picks of a few choices, and
  // from the resolution.
  struct Place {
    Slot slot;
    int64_t first = 0;  // number of its first variant
    std::vector<int> choices;
    std::vector<std::pair<int, int>> input_sizes;  // by resolution: height, width
  };
  const std::vector<Place>& places() const { return places_; }

  // The block that an arch holds there. The arch's resolution is one of the space's list.
  int64_t block_at(const Place& place, const Arch& arch) const;

  // The numbers of an arch's blocks, in order; of such an arch, too.
  void blocks_of(const Arch& arch, std::vector<int64_t>& numbers) const;

  // A block by itself, and the resolution of networks that hold it.
  Graph graph(int64_t number) const;
  int resolution(int64_t number) const;

  // Whether an arch that is open in the space holds it.
  bool is_open(int64_t number) const;

 private:
  int64_t resolution_index(const Arch& arch) const;
  int64_t block_at(const Place& place, const Arch& arch, int64_t resolution) const;
  const Place& place_of(int64_t number) const;
  Arch arch_of(const Place& place, int64_t number) const;  // of which only its own choices matter
  std::vector<int> choices_of(const Slot& slot) const;
  int64_t radix(int choice) const { return space_.choices[choice].num_candidates(); }

  const Space& space_;
  std::vector<Place> places_;
  int64_t size_ = 0;
};

}  // namespace ofa
