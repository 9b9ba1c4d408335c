#pragma once

#include "graph/builder.h"
#include "space/spec.h"

namespace ofa {

// What an arch decided for one block, and what the space fixes.
struct BlockShape {
  const StageSpec& stage;
  int stride = 1;
  DimId out = -1;
  Kernel kernel;
  double expand = 1;
  int64_t listed_mid = 0;  // where the space lists mid channels; 0: they follow from expand
  double norm_epsilon = 1e-5;

  int64_t mid(int64_t in, int64_t out) const;         // of the arch
  int64_t widest_mid(int64_t in, int64_t out) const;  // of all that the space lists
  bool never_expands() const;
};

// Each block type is one function: from the block's input to its output.
ValueId lower_conv(GraphBuilder& g, ValueId x, const BlockShape& shape);
ValueId lower_separable(GraphBuilder& g, ValueId x, const BlockShape& shape);
ValueId lower_mbconv(GraphBuilder& g, ValueId x, const BlockShape& shape);
ValueId lower_bottleneck(GraphBuilder& g, ValueId x, const BlockShape& shape);
ValueId lower_block(GraphBuilder& g, ValueId x, const BlockShape& shape);

// Convolution, norm, activation: "NAME.conv", "NAME.bn", "NAME.act".
ValueId conv_bn_act(GraphBuilder& g, const std::string& name, ValueId x, const ConvOptions& options,
                    Act act, double norm_epsilon);

// Adds to the block's y what the stage's kind of shortcut makes of its input x, if anything. The
// sum has y's channels dim, the stage's own, whatever x is.
ValueId add_shortcut(GraphBuilder& g, ValueId x, ValueId y, const BlockShape& shape);

// Scales each channel by a gate that two small layers compute from the channels' means.
ValueId squeeze_excite(GraphBuilder& g, ValueId x, DimId block_input, const SqueezeExcite& options);

}  // namespace ofa
