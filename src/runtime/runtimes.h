#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/loaded_model.h"

namespace ofa {

// A program that runs model files.
struct Runtime {
  std::string name;
  std::string version;
  std::string absence;  // why it cannot be used here; empty: it can
  std::unique_ptr<LoadedModel> (*load)(const std::string& bytes, const RuntimeOptions& options);
};

// Those that this program knows, present or not.
const std::vector<Runtime>& runtimes();

// Those asked for, or, with none named, all that are present. An Error where one is unknown or
// absent, or none is there.
std::vector<Runtime> choose_runtimes(const std::vector<std::string>& names);

}  // namespace ofa
