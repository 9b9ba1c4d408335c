#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "export/model_card.h"
#include "runtime/runtimes.h"
#include "verify/agreement.h"
#include "verify/pictures.h"

namespace ofa {

// What one runtime made of a model file.
struct RuntimeCheck {
  std::string runtime, version;
  Agreement agreement;
  double tolerance = 0;
  std::optional<double> accuracy;  // where labels are known

  bool passed() const { return agreement.largest <= tolerance; }
};

// A model file, of at most as many bytes as one may have.
std::string read_model_file(const std::filesystem::path& file);

// [N, classes]
std::vector<float> logits_of(LoadedModel& model, const ModelCard& card, const Pictures& pictures);

// A model on pictures, beside what was expected of it.
RuntimeCheck check_model(const Runtime& runtime, LoadedModel& model, const ModelCard& card,
                         const Pictures& pictures, std::span<const float> expected);
// The same of a file's bytes.
RuntimeCheck check_file(const Runtime& runtime, const RuntimeOptions& options,
                        const std::string& bytes, const ModelCard& card, const Pictures& pictures,
                        std::span<const float> expected);

// How long a call takes: calls for `seconds`, pinned to a processor where there is one thread.
FileLatency measure_latency(const Runtime& runtime, const RuntimeOptions& options,
                            const std::string& bytes, double seconds);

// What a file of ours says of itself, held against the shapes that it declares. An Error with
// Exit::kNo where it was changed since its export.
ModelCard read_card(const std::string& bytes, const std::string& file);

// A model file that proves itself again, by what it carries.
struct FileProof {
  ModelCard card;
  std::vector<RuntimeCheck> checks;     // by runtime
  std::vector<FileLatency> latencies;   // again, where it was measured on such a processor
  std::vector<std::string> objections;  // what speaks against it; none: it stands
};
// The latency that a file was exported with on this processor and runtime; null: none.
const FileLatency* measured_here(const ModelCard& card, const std::string& runtime);
FileProof prove_file(const std::string& bytes, const std::string& file,
                     const std::vector<Runtime>& runtimes, const RuntimeOptions& options);

}  // namespace ofa
