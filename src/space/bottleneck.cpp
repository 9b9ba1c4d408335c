#include "space/blocks.h"

namespace ofa {

// The bottleneck of ResNet (2015), stride on its middle convolution: 1x1, kxk, 1x1, each with norm;
// activation after the sum. Both mid widths follow one expand ratio, of the output's channels.
ValueId lower_bottleneck(GraphBuilder& g, ValueId x, const BlockShape& shape) {
  const Dim out = g.graph().dims[shape.out];
  const int64_t widest = shape.widest_mid(0, out.widest), active = shape.mid(0, out.active);
  const DimId mid1 = g.dim("mid1", widest, active), mid2 = g.dim("mid2", widest, active);
  const Act act = shape.stage.activation;
  ValueId y =
      conv_bn_act(g, "reduce", x, {.out = mid1, .kernel = g.kernel(1)}, act, shape.norm_epsilon);
  const ConvOptions middle{.out = mid2, .kernel = shape.kernel, .stride = shape.stride};
  y = conv_bn_act(g, "middle", y, middle, act, shape.norm_epsilon);
  y = conv_bn_act(g, "expand", y, {.out = shape.out, .kernel = g.kernel(1)}, Act::kNone,
                  shape.norm_epsilon);
  return g.activation("act", add_shortcut(g, x, y, shape), act);
}

}  // namespace ofa
