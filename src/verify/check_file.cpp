#include "verify/check_file.h"

#include <fmt/format.h>

#include "core/error.h"
#include "export/onnx_read.h"
#include "runtime/time.h"
#include "verify/pictures.h"

namespace ofa {
namespace {

constexpr double kLatencySeconds = 1;
// Between processes the same network shifts by up to 30 % on a shared machine.
constexpr double kSlower = 1.5;

void check_fits(const OnnxDescription& description, const ModelCard& card,
                const std::string& file) {
  const auto classes = static_cast<int64_t>(card.data.classes.size());
  if (description.num_classes != classes)
    throw Error("{}: it tells {} classes apart, and carries {} labels", file,
                description.num_classes, classes);
  const int64_t side = card.resolution, channels = card.data.channels;
  const std::vector<int64_t> expected = card.takes_pixels
                                            ? std::vector<int64_t>{side, side, channels}
                                            : std::vector<int64_t>{channels, side, side};
  if (description.takes_pixels != card.takes_pixels || description.image != expected)
    throw Error("{}: its input is {}, its metadata say {}", file,
                fmt::join(description.image, " x "), fmt::join(expected, " x "));
}

Pictures pictures_of(const ModelCard& card) {
  return {card.examples.count, card.resolution, card.data.channels, card.examples.pixels, {}};
}

const FileLatency* measured_here(const ModelCard& card, const Runtime& runtime) {
  for (const FileLatency& latency : card.latencies)
    if (latency.runtime == runtime.name && latency.version == runtime.version &&
        latency.device == processor_name())
      return &latency;
  return nullptr;
}

void prove_on(const Runtime& runtime, const RuntimeOptions& options, const std::string& bytes,
              FileProof& proof) {
  const ModelCard& card = proof.card;
  const RuntimeCheck check =
      check_file(runtime, options, bytes,
                 model_input(pictures_of(card), card.data, card.takes_pixels), card.examples.logits,
                 static_cast<int64_t>(card.data.classes.size()), card.examples.tolerance);
  proof.checks.push_back(check);
  if (!check.passed())
    proof.objections.push_back(fmt::format(
        "{} {}: logits differ by {:.1e} of the largest from those that the file carries; at most "
        "{:.0e}",
        runtime.name, runtime.version, check.agreement.largest, check.tolerance));
  const FileLatency* before = measured_here(card, runtime);
  if (before == nullptr) return;
  RuntimeOptions as_before = options;
  as_before.threads = before->threads;
  const FileLatency now = measure_latency(runtime, as_before, bytes, kLatencySeconds);
  proof.latencies.push_back(now);
  if (now.low > kSlower * before->high)
    proof.objections.push_back(
        fmt::format("{} {}: takes {:.3f} ms or more, where it took {:.3f} .. {:.3f} at its export",
                    runtime.name, runtime.version, now.low, before->low, before->high));
}

}  // namespace

RuntimeCheck check_file(const Runtime& runtime, const RuntimeOptions& options,
                        const std::string& bytes, std::span<const std::byte> images,
                        std::span<const float> expected, int64_t classes, double tolerance) {
  const std::unique_ptr<LoadedModel> model = runtime.load(bytes, options);
  std::vector<float> found = run_model(*model, images).front();
  const Agreement agreement = compare(expected, found, classes);
  return {runtime.name, runtime.version, std::move(found), agreement, tolerance, {}};
}

FileLatency measure_latency(const Runtime& runtime, const RuntimeOptions& options,
                            const std::string& bytes, double seconds) {
  std::optional<PinnedThread> pinned;
  if (options.threads == 1) pinned.emplace();  // before the runtime makes threads of its own
  const std::unique_ptr<LoadedModel> model = runtime.load(bytes, options);
  const int64_t batch = std::max<int64_t>(model->input_shape().front(), 1);
  model->set_batch(batch);
  const std::span<std::byte> input = model->input();
  std::fill(input.begin(), input.end(), std::byte{0});
  const CallTimes times = time_calls(*model, seconds);
  return {processor_name(), runtime.name,    runtime.version, options.threads, batch,
          times.low_ms,     times.median_ms, times.high_ms};
}

ModelCard read_card(const std::string& bytes, const std::string& file) {
  const OnnxDescription description = read_onnx(bytes, file);
  const ModelCard card = card_from_metadata(description.metadata, file);
  check_fits(description, card, file);
  return card;
}

FileProof prove_file(const std::string& bytes, const std::string& file,
                     const std::vector<Runtime>& runtimes, const RuntimeOptions& options) {
  check_onnx(bytes, file);
  FileProof proof{read_card(bytes, file), {}, {}, {}};
  for (const Runtime& runtime : runtimes) prove_on(runtime, options, bytes, proof);
  return proof;
}

}  // namespace ofa
