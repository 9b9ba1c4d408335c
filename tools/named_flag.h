#pragma once

#include <string>

#include "config/enums.h"
#include "core/error.h"

namespace ofa {

// The value that a flag names; without one it stays as it is.
template <NamedEnum Name>
void set_named(Name& value, const std::string& flag, const std::string& text) {
  if (text.empty()) return;
  try {
    value = Codec<Name>::read(Node::string(text));
  } catch (const Error& error) {
    throw Error(Exit::kUsage, "{}: {}", flag, error.what());
  }
}

}  // namespace ofa
