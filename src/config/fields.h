#pragma once

#include <string>

#include "config/candidates.h"
#include "config/codec.h"
#include "config/containers.h"
#include "config/dump.h"
#include "config/enums.h"
#include "config/read.h"
#include "config/units.h"
#include "config/visitor.h"

namespace ofa {

// A struct lists each field once: key, where it lives, its rule, and one line of help.
//   struct PhaseConfig {
//     std::string name;
//     double lr = 0.08;
//     static void fields(auto& c, auto& v) {
//       v.required("name", c.name, "what logs call the phase");
//       v.optional("lr", c.lr, kPositive, "peak learning rate");
//     }
//   };
template <HasFields T>
struct Codec<T> {
  static T read(const Node& node) {
    T c{};
    read_fields(node, c);
    return c;
  }
  static Node dump(const T& c) {
    const Node defaults = dump_fields(T{}, nullptr);
    return dump_fields(c, &defaults);
  }
  static std::string type_name() { return "a map"; }
};

template <typename T>
T read(const Node& node) {
  return Codec<T>::read(node);
}

template <typename T>
Node dump(const T& value) {
  return Codec<T>::dump(value);
}

}  // namespace ofa
