#pragma once

#include <string>
#include <string_view>

#include "config/node.h"

namespace ofa {

// A YAML file laid over the file that its `base: other.yaml` names (relative to itself), and so on:
// maps are merged key by key, lists and scalars replaced. The result has no `base`.
Node load_yaml(const std::string& path);

// `--set phases.2.lr=1`: the value is YAML ([1, 2] works). Missing keys of maps are made; an index
// of a list exists or is the next one.
void set(Node& root, std::string_view assignment);

}  // namespace ofa
