#include "space/blocks.h"

#include <algorithm>

#include "space/sizes.h"

namespace ofa {

int64_t BlockShape::mid(int64_t in, int64_t out_channels) const {
  return listed_mid ? listed_mid : mid_channels(stage, in, out_channels, expand);
}

int64_t BlockShape::widest_mid(int64_t in, int64_t out_channels) const {
  return stage.mid ? stage.mid->values.back()
                   : mid_channels(stage, in, out_channels, stage.expand.values.back());
}

bool BlockShape::never_expands() const {
  return !stage.mid &&
         std::ranges::all_of(stage.expand.values, [](double ratio) { return ratio == 1; });
}

ValueId lower_block(GraphBuilder& g, ValueId x, const BlockShape& shape) {
  switch (shape.stage.block) {
    case BlockType::kConv:
      return lower_conv(g, x, shape);
    case BlockType::kSeparable:
      return lower_separable(g, x, shape);
    case BlockType::kMbconv:
      return lower_mbconv(g, x, shape);
    case BlockType::kBottleneck:
      return lower_bottleneck(g, x, shape);
  }
  return x;
}

ValueId conv_bn_act(GraphBuilder& g, const std::string& name, ValueId x, const ConvOptions& options,
                    Act act, double norm_epsilon) {
  const ValueId y = g.batch_norm(name + ".bn", g.conv(name + ".conv", x, options), norm_epsilon);
  return g.activation(name + ".act", y, act);
}

ValueId add_shortcut(GraphBuilder& g, ValueId x, ValueId y, const BlockShape& shape) {
  const Shortcut kind = shape.stage.effective_shortcut();
  if (kind == Shortcut::kNone) return y;
  const Value in = g.value(x), out = g.value(y);
  const bool same_dim = in.channels == out.channels;
  const bool same_channels =
      g.graph().dims[in.channels].active == g.graph().dims[out.channels].active;
  if (shape.stride == 1 && (kind == Shortcut::kProjected ? same_dim : same_channels))
    return g.add("add", y, x);
  if (kind == Shortcut::kIdentity) return y;

  ValueId shortcut = x;
  if (shape.stride > 1) {
    AveragePool pool{.kernel = shape.stride, .stride = shape.stride};
    pool.ceil_mode = kind == Shortcut::kProjected;
    if (kind == Shortcut::kPooled) {
      pool.padding = in.height % 2;
      pool.count_padding = true;
    }
    shortcut = g.average_pool("shortcut.pool", x, pool);
  }
  const ConvOptions options{.out = out.channels, .kernel = g.kernel(1)};
  if (kind == Shortcut::kProjected) {
    shortcut = g.conv("shortcut.conv", shortcut, options);
    shortcut = g.batch_norm("shortcut.bn", shortcut, shape.norm_epsilon);
  } else if (!same_channels) {
    shortcut = g.conv("shortcut.conv", shortcut, options);
  }
  return g.add("add", y, shortcut);
}

ValueId squeeze_excite(GraphBuilder& g, ValueId x, DimId block_input,
                       const SqueezeExcite& options) {
  const Dim& source = g.graph().dims[options.of == SqueezeOf::kMid ? g.channels(x) : block_input];
  const auto hidden = [&](int64_t channels) {
    return make_divisible(static_cast<double>(channels / options.reduction), options.divisor);
  };
  const DimId width = g.dim("se.hidden", hidden(source.widest), hidden(source.active));
  const ConvOptions reduce{.out = width, .kernel = g.kernel(1), .bias = true};
  const ConvOptions expand{.out = g.channels(x), .kernel = g.kernel(1), .bias = true};
  ValueId gate = g.conv("se.reduce", g.global_pool("se.pool", x), reduce);
  gate = g.conv("se.expand", g.activation("se.act", gate, options.activation), expand);
  return g.mul("se.scale", x, g.activation("se.gate", gate, options.gate));
}

ValueId lower_conv(GraphBuilder& g, ValueId x, const BlockShape& shape) {
  const ConvOptions options{.out = shape.out, .kernel = shape.kernel, .stride = shape.stride};
  const ValueId y = conv_bn_act(g, "main", x, options, shape.stage.activation, shape.norm_epsilon);
  return add_shortcut(g, x, y, shape);
}

// MobileNetV1 (2017): depthwise kxk, then pointwise 1x1.
ValueId lower_separable(GraphBuilder& g, ValueId x, const BlockShape& shape) {
  const ConvOptions depthwise{.kernel = shape.kernel, .stride = shape.stride, .depthwise = true};
  const ConvOptions pointwise{.out = shape.out, .kernel = g.kernel(1)};
  const ValueId y =
      conv_bn_act(g, "depthwise", x, depthwise, shape.stage.activation, shape.norm_epsilon);
  return conv_bn_act(g, "pointwise", y, pointwise, shape.stage.activation, shape.norm_epsilon);
}

}  // namespace ofa
