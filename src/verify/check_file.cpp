#include "verify/check_file.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/file.h"
#include "export/onnx_checksum.h"
#include "export/onnx_read.h"
#include "runtime/time.h"

namespace ofa {
namespace {

constexpr double kLatencySeconds = 1;
// Between processes the same network shifts by up to 30 % on a shared machine.
constexpr double kSlower = 1.5;
constexpr int kAttempts = 3;
constexpr int64_t kPicturesAtOnce = 64;

void check_fits(const OnnxDescription& description, const ModelCard& card,
                const std::string& file) {
  const auto classes = static_cast<int64_t>(card.data.classes.size());
  if (description.num_classes != classes)
    throw Error("{}: it tells {} classes apart, and carries {} labels", file,
                description.num_classes, classes);
  const std::vector<int64_t> expected = image_sizes(card);
  if (description.takes_pixels != card.takes_pixels || description.image != expected)
    throw Error("{}: its input is {}, its metadata say {}", file,
                fmt::join(description.image, " x "), fmt::join(expected, " x "));
}

Pictures pictures_of(const ModelCard& card) {
  return {card.examples.count, card.resolution, card.data.channels, card.examples.pixels, {}};
}

// Whatever a busy machine does, it does not do it three times in a row.
FileLatency measure_again(const Runtime& runtime, const RuntimeOptions& options,
                          const std::string& bytes, const FileLatency& before) {
  FileLatency now;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    now = measure_latency(runtime, options, bytes, kLatencySeconds);
    if (now.low <= kSlower * before.high) break;
  }
  return now;
}

void prove_on(const Runtime& runtime, const RuntimeOptions& options, const std::string& bytes,
              FileProof& proof) {
  const ModelCard& card = proof.card;
  const RuntimeCheck check =
      check_file(runtime, options, bytes, card, pictures_of(card), card.examples.logits);
  proof.checks.push_back(check);
  if (!check.passed())
    proof.objections.push_back(fmt::format(
        "{} {}: logits differ by {:.1e} of the largest from those that the file carries; at most "
        "{:.1e}",
        runtime.name, runtime.version, check.agreement.largest, check.tolerance));
  const FileLatency* before = measured_here(card, runtime.name);
  if (before == nullptr || before->version != runtime.version) return;
  RuntimeOptions as_before = options;
  as_before.threads = before->threads;
  const FileLatency now = measure_again(runtime, as_before, bytes, *before);
  proof.latencies.push_back(now);
  if (now.low > kSlower * before->high)
    proof.objections.push_back(
        fmt::format("{} {}: takes {:.3f} ms or more, where it took {:.3f} .. {:.3f} at its export",
                    runtime.name, runtime.version, now.low, before->low, before->high));
}

}  // namespace

std::string read_model_file(const std::filesystem::path& file) {
  return read_file(file, kMostModelBytes);
}

std::vector<float> logits_of(LoadedModel& model, const ModelCard& card, const Pictures& pictures) {
  std::vector<float> found;
  for (int64_t first = 0; first < pictures.count; first += kPicturesAtOnce) {
    const std::vector<std::byte> input =
        model_input(pictures.part(first, kPicturesAtOnce), card.data, card.takes_pixels);
    const std::vector<float> part = run_model(model, input).front();
    found.insert(found.end(), part.begin(), part.end());
  }
  return found;
}

RuntimeCheck check_model(const Runtime& runtime, LoadedModel& model, const ModelCard& card,
                         const Pictures& pictures, std::span<const float> expected) {
  const std::vector<float> found = logits_of(model, card, pictures);
  const Agreement agreement = compare(expected, found, card.data.num_classes());
  RuntimeCheck check{runtime.name, runtime.version, agreement, card.examples.tolerance, {}};
  if (!pictures.labels.empty()) check.accuracy = accuracy(found, pictures.labels);
  return check;
}

RuntimeCheck check_file(const Runtime& runtime, const RuntimeOptions& options,
                        const std::string& bytes, const ModelCard& card, const Pictures& pictures,
                        std::span<const float> expected) {
  return check_model(runtime, *runtime.load(bytes, options), card, pictures, expected);
}

FileLatency measure_latency(const Runtime& runtime, const RuntimeOptions& options,
                            const std::string& bytes, double seconds) {
  std::optional<PinnedThread> pinned;
  if (options.threads == 1) pinned.emplace();  // before the runtime makes threads of its own
  const std::unique_ptr<LoadedModel> model = runtime.load(bytes, options);
  const int64_t batch = give_zeros(*model);
  const CallTimes times = time_calls(*model, seconds);
  return {processor_name(), runtime.name,    runtime.version, options.threads, batch,
          times.low_ms,     times.median_ms, times.high_ms};
}

const FileLatency* measured_here(const ModelCard& card, const std::string& runtime) {
  const std::string here = processor_name();
  for (const FileLatency& latency : card.latencies)
    if (latency.runtime == runtime && latency.device == here && !here.empty()) return &latency;
  return nullptr;
}

ModelCard read_card(const std::string& bytes, const std::string& file) {
  const OnnxDescription description = read_onnx(bytes, file);
  const ModelCard card = card_from_metadata(description.metadata, file);
  check_fits(description, card, file);
  return card;
}

FileProof prove_file(const std::string& bytes, const std::string& file,
                     const std::vector<Runtime>& runtimes, const RuntimeOptions& options) {
  FileProof proof{read_card(bytes, file), {}, {}, {}};
  check_onnx(bytes, file);
  for (const Runtime& runtime : runtimes) {
    try {
      prove_on(runtime, options, bytes, proof);
    } catch (const Error& error) {
      proof.objections.push_back(error.what());
    }
  }
  return proof;
}

}  // namespace ofa
