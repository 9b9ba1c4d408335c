#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "export/model_card.h"
#include "runtime/runtimes.h"
#include "verify/agreement.h"

namespace ofa {

// What one runtime made of a model file.
struct RuntimeCheck {
  std::string runtime, version;
  std::vector<float> logits;
  Agreement agreement;
  double tolerance = 0;
  std::optional<double> accuracy;  // where labels are known

  bool passed() const { return agreement.largest <= tolerance; }
};

// A file's bytes on images, beside what was expected of it.
RuntimeCheck check_file(const Runtime& runtime, const RuntimeOptions& options,
                        const std::string& bytes, std::span<const std::byte> images,
                        std::span<const float> expected, int64_t classes, double tolerance);

// How long a call takes; for `seconds`, pinned to a processor where there is one thread.
FileLatency measure_latency(const Runtime& runtime, const RuntimeOptions& options,
                            const std::string& bytes, double seconds);

// The metadata of a file, held against the shapes that it declares.
ModelCard read_card(const std::string& bytes, const std::string& file);

// A model file that proves itself again, by what it carries.
struct FileProof {
  ModelCard card;
  std::vector<RuntimeCheck> checks;     // by runtime
  std::vector<FileLatency> latencies;   // measured again where it was measured on such a processor
  std::vector<std::string> objections;  // what speaks against it; none: it stands
};
FileProof prove_file(const std::string& bytes, const std::string& file,
                     const std::vector<Runtime>& runtimes, const RuntimeOptions& options);

}  // namespace ofa
