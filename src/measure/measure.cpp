#include "measure/measure.h"

#include <cstring>
#include <fstream>
#include <optional>

#include "core/checksum.h"
#include "core/error.h"
#include "core/interrupt.h"
#include "core/random.h"
#include "graph/cost.h"
#include "latency/fingerprint_json.h"
#include "measure/estimate.h"
#include "runtime/time.h"

namespace ofa {
namespace {

// A loaded model holds its weights as it was given them and as its kernels want them.
constexpr uint64_t kCopies = 3, kBytesOfAModel = 1'500'000;

// Half of what is free.
uint64_t memory_to_use() {
  std::ifstream file("/proc/meminfo");
  for (std::string word; file >> word;)
    if (uint64_t kilobytes = 0; word == "MemAvailable:" && file >> kilobytes)
      return kilobytes * 1024 / 2;
  return UINT64_MAX;
}

void fill_with_noise(std::span<std::byte> input, size_t element_bytes) {
  if (element_bytes != sizeof(float)) return;
  Random random(0, "input to time on");
  for (size_t i = 0; i + sizeof(float) <= input.size(); i += sizeof(float)) {
    const auto value = static_cast<float>(2 * random.uniform() - 1);
    std::memcpy(input.data() + i, &value, sizeof(float));
  }
}

class Bench {
 public:
  Bench(const BlockRuntime& runtime, const MeasureOptions& options)
      : runtime_(runtime), options_(options) {
    if (options.run.threads == 1) pinned_.emplace();  // before models make threads of their own
    protocol_.most_rounds = options.rounds;
    protocol_.fewest_rounds = std::min(protocol_.fewest_rounds, options.rounds);
    protocol_.seed = options.seed;
    protocol_.most_bytes = memory_to_use();
    if (options.run.threads != 1) protocol_.disturbance = Disturbance::kUnknown;
  }

  Samples run(const std::vector<PlannedSubject>& planned) const {
    std::vector<Subject> subjects;
    std::string plan = to_json(fingerprint_here(runtime_, options_.run)).dump();
    plan += fmt::format(" {} {}\n", options_.seed, planned.size());
    for (const PlannedSubject& subject : planned) {
      const uint64_t bytes = kCopies * weight_bytes(cost(subject.graph)) + kBytesOfAModel;
      subjects.push_back(
          {[this, &subject] { return load(subject.graph); }, subject.calls(), bytes});
      plan += subject.name.name + "\n";
    }
    install_interrupt_handlers();
    Journal journal(options_.journal, checksum(plan), subjects.size());
    return measure_rounds(subjects, protocol_, journal);
  }

 private:
  TimedCall load(const Graph& graph) const {
    std::shared_ptr<LoadedModel> model =
        runtime_.load(stand_in(graph, options_.run.precision), options_.run);
    model->set_batch(options_.run.batch);
    fill_with_noise(model->input(), model->input_element_bytes());
    return [model = std::move(model)] { return time_call(*model); };
  }

  const BlockRuntime& runtime_;
  const MeasureOptions& options_;
  std::optional<PinnedThread> pinned_;
  Protocol protocol_;
};

// After a refusal.
std::string next_step(const MeasureOptions& options) {
  if (options.journal.empty()) return "try again when it is quiet";
  return fmt::format("go on when it is quiet: --resume --rounds {}", 2 * options.rounds);
}

}  // namespace

Fingerprint fingerprint_here(const BlockRuntime& runtime, const RunSettings& settings) {
  return {this_machine(),     runtime.name,     runtime.version,
          settings.precision, settings.threads, settings.batch};
}

Table measure_table(const MeasurePlan& plan, const BlockRuntime& runtime,
                    const MeasureOptions& options) {
  const std::vector<PlannedSubject> subjects = plan.subjects();
  Table table;
  table.space = plan.space.name;
  table.resolutions = plan.space.open_resolutions;
  table.fingerprint = fingerprint_here(runtime, options.run);
  table.measured = now();
  add_times(table, names_of(subjects), Bench(runtime, options).run(subjects), next_step(options));
  refuse_noise(table.networks, next_step(options));
  complete(plan.space, table);
  return table;
}

std::vector<NetworkTime> measure_networks(const Space& space,
                                          const std::vector<PlannedNetwork>& networks,
                                          const BlockRuntime& runtime,
                                          const MeasureOptions& options) {
  if (networks.empty()) return {};
  const std::vector<PlannedSubject> subjects = network_subjects(space, networks);
  Table table;
  add_times(table, names_of(subjects), Bench(runtime, options).run(subjects), next_step(options));
  refuse_noise(table.networks, next_step(options));
  return table.networks;
}

double estimated_seconds(const MeasurePlan& plan, const MeasureOptions& options) {
  constexpr double kMacsPerSecond = 25e9, kLoadSeconds = 0.02, kLoadSecondsPerMegabyte = 0.02;
  constexpr double kCallSeconds = 20e-6;
  const int loads = loads_for(options.rounds);
  const int rounds = options.rounds + loads * Protocol().discarded_rounds;
  double seconds = 0;
  for (const PlannedSubject& subject : plan.subjects()) {
    const Cost total = cost(subject.graph);
    const double macs = static_cast<double>(total.macs) * static_cast<double>(options.run.batch);
    const double megabytes = static_cast<double>(weight_bytes(total)) * 1e-6;
    seconds += rounds * (1 + subject.calls()) *
                   (macs / kMacsPerSecond / options.run.threads + kCallSeconds) +
               loads * (kLoadSeconds + kLoadSecondsPerMegabyte * megabytes);
  }
  return seconds;
}

}  // namespace ofa
