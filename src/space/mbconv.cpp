#include "space/blocks.h"

namespace ofa {

// The inverted residual of MobileNetV2/V3 (2018, 2019): expand 1x1, depthwise kxk,
// (squeeze-excite), project 1x1. Where no arch expands (every ratio is 1) there is no expansion.
ValueId lower_mbconv(GraphBuilder& g, ValueId x, const BlockShape& shape) {
  const StageSpec& stage = shape.stage;
  const Dim in = g.graph().dims[g.channels(x)];
  ValueId y = x;
  if (!shape.never_expands()) {
    const DimId mid = g.dim("mid", shape.widest_mid(in.widest, 0), shape.mid(in.active, 0));
    y = conv_bn_act(g, "expand", y, {.out = mid, .kernel = g.kernel(1)}, stage.activation,
                    shape.norm_epsilon);
  }
  const ConvOptions depthwise{.kernel = shape.kernel, .stride = shape.stride, .depthwise = true};
  y = conv_bn_act(g, "depthwise", y, depthwise, stage.activation, shape.norm_epsilon);
  if (stage.squeeze_excite.value)
    y = squeeze_excite(g, y, g.channels(x), *stage.squeeze_excite.value);
  y = conv_bn_act(g, "project", y, {.out = shape.out, .kernel = g.kernel(1)}, Act::kNone,
                  shape.norm_epsilon);
  return add_shortcut(g, x, y, shape);
}

}  // namespace ofa
