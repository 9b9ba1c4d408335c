#pragma once

#include <optional>
#include <vector>

#include "space/space.h"

namespace ofa {

// Which candidates of one kind of choice are open: all, the N widest, or those named.
struct OpenSet {
  bool all = false;
  int widest = 0;            // 0: see values
  std::vector<Node> values;  // as written, for errors that say where

  bool operator==(const OpenSet&) const = default;
};

struct OpenKinds {
  std::optional<OpenSet> resolution, compound, width, depth, channels, kernel, expand, mid;

  static void fields(auto& c, auto& v) {
    v.optional("resolution", c.resolution,
               "all, the number of widest candidates, or a list of them");
    v.optional("compound", c.compound, "the same");
    v.optional("width", c.width, "the same");
    v.optional("depth", c.depth, "the same");
    v.optional("channels", c.channels, "the same");
    v.optional("kernel", c.kernel, "the same");
    v.optional("expand", c.expand, "the same");
    v.optional("mid", c.mid, "the same");
  }
  bool operator==(const OpenKinds&) const = default;
};

// What a training phase opens: `all`, or a map from kinds of choices. What is absent stays at its
// widest.
struct OpenChoices {
  bool all = false;
  OpenKinds kinds;

  bool operator==(const OpenChoices&) const = default;
};

// The space with only these candidates open: it samples, counts and mutates as any other. Its archs
// are archs of the whole space.
Space restrict_space(const Space& space, const OpenChoices& open);

template <>
struct Codec<OpenSet> {
  static OpenSet read(const Node& node);
  static Node dump(const OpenSet& value);
  static std::string type_name() { return "all, a number of candidates, or a list of them"; }
};
template <>
struct Codec<OpenChoices> {
  static OpenChoices read(const Node& node);
  static Node dump(const OpenChoices& value);
  static std::string type_name() { return "all, or a map from kinds of choices to what is open"; }
  using Inner = OpenKinds;
  static constexpr const char* kStep = "";
};

}  // namespace ofa
