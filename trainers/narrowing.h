#pragma once

#include <map>
#include <string>
#include <vector>

#include "space/narrow.h"

namespace ofa {

// Which widths a network gives up to come down to a cost: always the step that loses least for the
// MACs it saves.
class Narrowing {
 public:
  explicit Narrowing(NarrowableNetwork network);

  // Of the channels of each dim, the most important first.
  using Scores = std::map<std::string, std::vector<double>>;

  // The arch, narrowed until it takes so many MACs at most, or can be narrowed no further.
  Arch down_to(int64_t macs, Arch arch, const Scores& scores);

  int64_t macs(const Arch& arch);
  // The channels of a dim that the arch has.
  std::map<std::string, int64_t> sizes(const Arch& arch);
  std::vector<std::string> dims() const;
  const Space& space() const { return network_.space; }
  const Arch& widest() const { return network_.arch; }

 private:
  // The widest network with one choice otherwise. What a block takes follows from its own alone.
  struct Variant {
    int64_t macs = 0;
    std::map<std::string, int64_t> sizes;
  };
  const Variant& variant(int choice, int8_t pick);
  double lost(const Variant& from, const Variant& to, const Scores& scores) const;

  NarrowableNetwork network_;
  std::vector<int> choices_;
  int64_t widest_macs_;
  std::map<std::pair<int, int8_t>, Variant> variants_;
};

}  // namespace ofa
