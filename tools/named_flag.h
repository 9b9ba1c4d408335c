#pragma once

#include <fmt/ranges.h>

#include <string>
#include <vector>

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

// The type of a flag, in help and completion: "fp32|bf16".
template <NamedEnum Name>
std::string choices() {
  return fmt::format("{}", fmt::join(all_names<Name>(), "|"));
}

// The same of things with names.
template <typename Named>
std::string choices(const std::vector<Named>& all) {
  std::vector<std::string> names;
  for (const Named& one : all) names.push_back(one.name);
  return fmt::format("{}", fmt::join(names, "|"));
}

}  // namespace ofa
