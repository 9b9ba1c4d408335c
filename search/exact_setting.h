#pragma once

#include <map>

#include "search/chain.h"
#include "search/exact.h"
#include "search/profile.h"

namespace ofa {

// Dynamic programming over the parts of a space, of one resolution and one combination of what the
// whole net decides. What it is made of must outlive it.
class ExactSetting {
 public:
  ExactSetting(const Space& space, const Variants& variants, const Chain& chain, const Arch& arch,
               const Additive& value, const Additive& cost, const ExactOptions& options);

  // What the net comes to, and where that ends.
  struct End {
    double cost = 0;
    float value = kNoValue;
    size_t state = 0, steps = 0;
  };
  // Ascending in cost and in value.
  const std::vector<End>& ends() const { return ends_; }
  Arch arch_of(const End& end) const;

 private:
  // One way through a part: from a state before it, with picks of the part. What each of its blocks
  // decides follows from the steps that are left: by block and steps, the option taken.
  struct Path {
    size_t from = 0;
    Arch arch;
    BlockOption fixed;  // all that leaves nothing to decide
    std::vector<BlockMenu> menus;
    std::vector<std::vector<uint8_t>> taken;
  };
  // After a part: one state for each pick of the channels that the next part depends on.
  struct Layer {
    std::map<int8_t, size_t> of_channels;
    std::vector<ProfileState> states;
    std::vector<Path> paths;
  };

  int steps_below_zero() const;
  void add_start();
  void add_layer(const Chain::Link& link);
  void add_path(Layer& layer, const Layer& before, const Chain::Link& link, size_t from,
                const Arch& arch, int8_t out);
  void add_ends(size_t state);
  BlockMenu menu_of(const Variants::Place& place, Arch arch) const;
  void add_pick(BlockOption& option, int choice, int8_t pick) const;
  int in_steps(double cost) const;

  const Space& space_;
  const Variants& variants_;
  const Chain& chain_;
  const Arch arch_;
  const Additive &value_, &cost_;
  const ExactOptions& options_;
  int below_zero_ = 0;
  size_t size_ = 0, num_ends_ = 0;
  int channels_ = -1;  // the choice of those that the next part gets
  std::vector<Layer> layers_;
  std::vector<End> ends_;
};

}  // namespace ofa
