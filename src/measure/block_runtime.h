#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "latency/fingerprint.h"
#include "measure/stand_in.h"
#include "runtime/loaded_model.h"

namespace ofa {

// How blocks and networks run while they are measured.
struct RunSettings {
  Arithmetic precision = Arithmetic::kFp32;
  int threads = 1;
  int64_t batch = 1;

  RuntimeOptions options() const;  // what the runtime itself is told
};

// A runtime that can be measured: those that run model files, and our own.
struct BlockRuntime {
  std::string name, version;
  std::string absence;  // why it cannot be used here; empty: it can
  std::vector<Arithmetic> precisions;
  std::function<std::unique_ptr<LoadedModel>(const StandIn&, const RunSettings&)> load;
};

// Those that run files.
std::vector<BlockRuntime> file_runtimes();
// Our own run of a folded network, in a build with torch.
BlockRuntime libtorch_runtime();

// The one of this name; an Error where it is unknown or absent or computes nothing of the kind.
BlockRuntime choose_runtime(const std::vector<BlockRuntime>& runtimes, const std::string& name,
                            Arithmetic precision);

// The file that a runtime is given.
std::string model_file(const StandIn& network, int64_t batch);

}  // namespace ofa
