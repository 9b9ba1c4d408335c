#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/node.h"

namespace ofa {

// A key in which configurations differ, as --set writes it, and what it is in each; none: it has no
// such key.
struct ConfigDifference {
  std::string key;
  std::vector<std::optional<std::string>> values;
  bool operator==(const ConfigDifference&) const = default;
};
std::vector<ConfigDifference> config_differences(const std::vector<const Node*>& configs);

// What two trainings must have in common to be the same but for the seed: not how often something
// is written, how images are loaded or where they lie, what computes, nor steps that follow from a
// budget.
Node recipe(Node config);

}  // namespace ofa
