#include "space/compound.h"

#include <array>
#include <cmath>

namespace ofa {
namespace {

const std::array<Compound, 8> kPresets = {{{"b0", 1.0, 1.0, 224},
                                           {"b1", 1.0, 1.1, 240},
                                           {"b2", 1.1, 1.2, 260},
                                           {"b3", 1.2, 1.4, 300},
                                           {"b4", 1.4, 1.8, 380},
                                           {"b5", 1.6, 2.2, 456},
                                           {"b6", 1.8, 2.6, 528},
                                           {"b7", 2.0, 3.1, 600}}};

struct Phi {
  double phi = 0;

  static void fields(auto& c, auto& v) {
    v.required("phi", c.phi, range(-5, 10),
               "width 1.1^phi, depth 1.2^phi, resolution 224 * 1.15^phi");
  }
};

struct Scales {
  double width = 1;
  double depth = 1;
  int resolution = 224;

  static void fields(auto& c, auto& v) {
    v.required("width", c.width, range(0.01, 8), "multiplies all channels");
    v.required("depth", c.depth, range(0.01, 8), "multiplies the blocks of each stage, rounded up");
    v.required("resolution", c.resolution, range(8, 2048), "height and width");
  }
};

}  // namespace

Compound Codec<Compound>::read(const Node& node) {
  for (const Compound& preset : kPresets)
    if (node.is_scalar() && node.text == preset.name) return preset;
  if (!node.is_map()) throw node.error("expected {}, got {}", type_name(), shown(node));
  if (node.find("phi")) {
    const double phi = ofa::read<Phi>(node).phi;
    return {fmt::format("phi{}", phi), std::pow(1.1, phi), std::pow(1.2, phi),
            static_cast<int>(std::lround(224 * std::pow(1.15, phi)))};
  }
  const auto scales = ofa::read<Scales>(node);
  return {fmt::format("w{}d{}r{}", scales.width, scales.depth, scales.resolution), scales.width,
          scales.depth, scales.resolution};
}

Node Codec<Compound>::dump(const Compound& value) {
  for (const Compound& preset : kPresets)
    if (value == preset) return Node::string(value.name);
  if (value.name.starts_with("phi")) {
    Node node = Node::map();
    node.add("phi", Node::scalar(value.name.substr(3)));
    return node;
  }
  return ofa::dump(Scales{value.width, value.depth, value.resolution});
}

}  // namespace ofa
