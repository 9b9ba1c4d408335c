#include "space/lower.h"

#include <algorithm>

#include "graph/builder.h"
#include "space/blocks.h"
#include "space/sizes.h"

namespace ofa {
namespace {

class Lowering {
 public:
  Lowering(const Space& space, const Arch& arch)
      : space_(space), arch_(arch), scale_(scale_of(space, arch)) {}

  Graph whole() {
    ValueId x = g_.input(channels_dim(-1), arch_.resolution, arch_.resolution);
    for (int part = 0; part < space_.first_head(); ++part)
      for (int block = 0; block < depth_of(space_, space_.parts[part], arch_); ++block)
        x = lower({part, block}, x);
    return g_.finish(lower({space_.first_head(), 0}, x));
  }

  Graph alone(const Slot& slot, int height, int width) {
    const int gives_input = slot.block > 0 ? slot.part : slot.part - 1;
    return g_.finish(lower(slot, g_.input(channels_dim(gives_input), height, width)));
  }

 private:
  ValueId lower(const Slot& slot, ValueId x) {
    const Part& part = space_.parts[slot.part];
    const bool is_head = slot.part == space_.first_head();
    g_.begin_block(is_head ? "head" : part.block_name(slot.block));
    if (is_head) {
      x = lower_head(x);
    } else if (part.kind == PartKind::kMaxPool) {
      x = g_.max_pool("pool", x, {.kernel = 3, .stride = 2, .padding = 1});
    } else {
      x = lower_block(g_, x, shape_of(slot));
    }
    g_.end_block();
    return x;
  }

  BlockShape shape_of(const Slot& slot) {
    const Part& part = space_.parts[slot.part];
    return {.stage = part.stage,
            .stride = slot.block == 0 ? part.stage.stride : 1,
            .out = channels_dim(slot.part),
            .kernel = kernel_of(slot),
            .expand = value_of(space_, part.stage.expand, part.expand_choice[slot.block], arch_),
            .listed_mid = mid_of(slot),
            .norm_epsilon = space_.spec.norm_epsilon};
  }

  Kernel kernel_of(const Slot& slot) {
    const Part& part = space_.parts[slot.part];
    const int choice = part.kernel_choice[slot.block];
    const int active = value_of(space_, part.stage.kernel, choice, arch_);
    if (choice < 0) return g_.kernel(active);
    const auto& candidates = space_.choices[choice].candidates;
    Kernel kernel{.dim = g_.dim("kernel", static_cast<int64_t>(candidates.back()), active),
                  .transformed_sizes = {}};
    if (space_.spec.kernel_transform)
      for (auto size = candidates.rbegin(); size != candidates.rend() && *size >= active; ++size)
        kernel.transformed_sizes.push_back(static_cast<int>(*size));
    return kernel;
  }

  int64_t mid_of(const Slot& slot) const {
    const Part& part = space_.parts[slot.part];
    if (!part.stage.mid) return 0;
    return value_of(space_, *part.stage.mid, part.mid_choice[slot.block], arch_);
  }

  ValueId lower_head(ValueId x) {
    for (int id = space_.first_head(); id < static_cast<int>(space_.parts.size()); ++id) {
      const Part& part = space_.parts[id];
      const std::string name = std::to_string(id - space_.first_head());
      switch (part.kind) {
        case PartKind::kHeadConv:
          x = lower_head_conv(name, x, id);
          break;
        case PartKind::kPool:
          x = g_.global_pool(name + ".pool", x);
          break;
        case PartKind::kDropout:
          x = g_.dropout(name + ".dropout", x);
          break;
        default:
          if (!g_.value(x).is_matrix()) x = g_.reshape(name + ".flatten", x);
          x = g_.linear(name + ".linear", x,
                        g_.global_dim("classes", space_.spec.classes, space_.spec.classes));
      }
    }
    return x;
  }

  ValueId lower_head_conv(const std::string& name, ValueId x, int id) {
    const HeadConv& conv = space_.parts[id].head_conv;
    const ConvOptions options{.out = channels_dim(id), .kernel = g_.kernel(1)};
    if (conv.norm)
      return conv_bn_act(g_, name, x, options, conv.activation, space_.spec.norm_epsilon);
    return g_.activation(name + ".act", g_.conv(name + ".conv", x, options), conv.activation);
  }

  // The dim of what a part gives; part -1 is the picture.
  DimId channels_dim(int part) {
    if (part < 0)
      return g_.global_dim("input.channels", space_.spec.input.channels,
                           space_.spec.input.channels);
    if (!space_.parts[part].sets_channels()) return channels_dim(part - 1);
    const int64_t active = channels_at(space_, part, scale_, picks_of(arch_));
    const std::set<int64_t> possible = possible_channels(space_, part);
    return g_.global_dim(space_.parts[part].name + ".channels", *possible.rbegin(), active);
  }

  const Space& space_;
  const Arch& arch_;
  int scale_;
  GraphBuilder g_;
};

}  // namespace

Graph lower(const Space& space, const Arch& arch) {
  return Lowering(space, arch).whole();
}

Graph lower_slot(const Space& space, const Arch& arch, const Slot& slot, int height, int width) {
  return Lowering(space, arch).alone(slot, height, width);
}

std::vector<Slot> slots(const Space& space) {
  std::vector<Slot> list;
  for (int part = 0; part < space.first_head(); ++part) {
    const Part& p = space.parts[part];
    const int depth = p.kind == PartKind::kStage ? p.max_depth() : 1;
    for (int block = 0; block < depth; ++block) list.push_back({part, block});
  }
  list.push_back({space.first_head(), 0});
  return list;
}

}  // namespace ofa
