#pragma once

#include <span>
#include <vector>

#include "space/variants.h"

namespace ofa {

// A space's decisions in the order of its parts, such that what a part adds follows from its own
// picks, from those that the whole net takes, and from the channels that come in.
class Chain {
 public:
  struct Link {
    std::vector<const Variants::Place*> places;  // its blocks
    std::vector<int> choices;                    // of the part; what each block decides is not here
    int part = 0;
    int channels = -1;  // of them, the one that the next link depends on; -1: as before
  };

  Chain(const Space& space, const Variants& variants);

  const std::vector<Link>& links() const { return links_; }
  // A resolution and what the whole net decides, in every combination; all else is inactive.
  std::vector<Arch> settings() const;
  // Those of a block alone.
  std::vector<int> choices_of_block(const Variants::Place& place) const;

 private:
  const Space& space_;
  std::vector<Link> links_;
};

// Calls with every combination of open candidates in the arch; they stay there in between alone.
template <typename Visit>
void for_each_combination(const Space& space, std::span<const int> choices, Arch& arch,
                          const Visit& visit) {
  if (choices.empty()) return visit();
  for (const int8_t candidate : space.choices[choices.front()].open) {
    arch.picks[choices.front()] = candidate;
    for_each_combination(space, choices.subspan(1), arch, visit);
  }
  arch.picks[choices.front()] = kInactive;
}

}  // namespace ofa
