#include "trainers/ramp.h"

namespace ofa {
namespace {

struct Ends {
  double from = 0, to = 0;

  static void fields(auto& c, auto& v) {
    v.required("from", c.from, kNonNegative, "as the phase begins");
    v.required("to", c.to, kNonNegative, "as it ends");
  }
};

}  // namespace

Ramp Codec<Ramp>::read(const Node& node) {
  if (node.is_map()) {
    const Ends ends = ofa::read<Ends>(node);
    return {ends.from, ends.to};
  }
  const auto number = node.is_scalar() ? parse_double(node.text) : std::nullopt;
  if (!number || *number < 0) throw node.error("expected {}, got {}", type_name(), shown(node));
  return {*number, *number};
}

Node Codec<Ramp>::dump(const Ramp& ramp) {
  if (ramp.from == ramp.to) return ofa::dump(ramp.from);
  Node ends = Node::map();
  ends.add("from", ofa::dump(ramp.from));
  ends.add("to", ofa::dump(ramp.to));
  return ends;
}

}  // namespace ofa
