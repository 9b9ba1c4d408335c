#include "measure/measure.h"

#include <unistd.h>

#include <cstring>
#include <fstream>
#include <optional>

#include "core/checksum.h"
#include "core/error.h"
#include "core/interrupt.h"
#include "core/random.h"
#include "core/statistics.h"
#include "graph/cost.h"
#include "latency/fingerprint_json.h"
#include "measure/estimate.h"
#include "runtime/time.h"
#include "space/arch_text.h"
#include "space/lower.h"

namespace ofa {
namespace {

// A loaded model holds its weights as it was given them and as its kernels want them.
constexpr uint64_t kCopies = 3, kBytesOfAModel = 1'500'000;

// Half of what is free.
uint64_t memory_to_use() {
  const auto pages = static_cast<uint64_t>(sysconf(_SC_AVPHYS_PAGES));
  std::ifstream file("/proc/meminfo");
  for (std::string word; file >> word;)
    if (uint64_t kilobytes = 0; word == "MemAvailable:" && file >> kilobytes)
      return kilobytes * 1024 / 2;
  return pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) / 2;
}

void fill_with_noise(std::span<std::byte> input, size_t element_bytes) {
  Random random(0, "input to time on");
  if (element_bytes != sizeof(float)) return;
  for (size_t i = 0; i + sizeof(float) <= input.size(); i += sizeof(float)) {
    const auto value = static_cast<float>(2 * random.uniform() - 1);
    std::memcpy(input.data() + i, &value, sizeof(float));
  }
}

class Bench {
 public:
  Bench(const BlockRuntime& runtime, const MeasureOptions& options)
      : runtime_(runtime), options_(options) {
    if (options.run.threads == 1) pinned_.emplace();  // before the runtime makes threads of its own
    protocol_.most_rounds = options.rounds;
    protocol_.fewest_rounds = std::min(protocol_.fewest_rounds, options.rounds);
    protocol_.seed = options.seed;
    protocol_.most_bytes = memory_to_use();
    if (options.run.threads != 1) protocol_.disturbance = Disturbance::kUnknown;
  }

  Subject subject(const Graph& graph, int calls) const {
    const uint64_t bytes = kCopies * weight_bytes(cost(graph)) + kBytesOfAModel;
    return {[this, graph] { return load(graph); }, calls, bytes};
  }

  Samples run(const std::vector<Subject>& subjects, const std::string& what) const {
    const std::string plan = checksum(
        fmt::format("{} {} {} {}", what, to_json(fingerprint_here(runtime_, options_.run)).dump(),
                    options_.seed, subjects.size()));
    install_interrupt_handlers();
    Journal journal(options_.journal, plan, subjects.size());
    return measure_rounds(subjects, protocol_, journal);
  }

 private:
  TimedCall load(const Graph& graph) const {
    const Numbers numbers =
        options_.run.precision == Arithmetic::kInt8 ? Numbers::kBytes : Numbers::kFloats;
    std::shared_ptr<LoadedModel> model = runtime_.load(stand_in(graph, numbers), options_.run);
    model->set_batch(options_.run.batch);
    fill_with_noise(model->input(), model->input_element_bytes());
    return [model = std::move(model)] { return time_call(*model); };
  }

  const BlockRuntime& runtime_;
  const MeasureOptions& options_;
  std::optional<PinnedThread> pinned_;
  Protocol protocol_;
};

std::string names_of(const std::vector<SubjectName>& subjects) {
  std::string names;
  for (const SubjectName& subject : subjects) names += subject.name + "\n";
  return names;
}

void refuse_noise(const std::vector<NetworkTime>& networks, const MeasureOptions& options) {
  std::vector<double> noises;
  for (const NetworkTime& network : networks) noises.push_back(network.noise);
  const double noise = mean(noises);
  if (noise <= kMostNoise) return;
  const std::string next =
      options.journal.empty()
          ? "try again when it is quiet"
          : fmt::format("go on when it is quiet: --resume, and --rounds {}", 2 * options.rounds);
  throw Error(Exit::kNo,
              "networks differ by {:.1f} % between even and odd rounds, too much to tell anything "
              "(at most {:.0f} %): other work runs on this machine; {}",
              100 * noise, 100 * kMostNoise, next);
}

}  // namespace

Fingerprint fingerprint_here(const BlockRuntime& runtime, const RunSettings& settings) {
  return {this_machine(),     runtime.name,     runtime.version,
          settings.precision, settings.threads, settings.batch};
}

Table measure_table(const MeasurePlan& plan, const BlockRuntime& runtime,
                    const MeasureOptions& options) {
  const Bench bench(runtime, options);
  std::vector<Subject> subjects{bench.subject(empty_graph(), kCallsOfBlocks)};
  for (const Graph& block : plan.blocks) subjects.push_back(bench.subject(block, kCallsOfBlocks));
  for (const PlannedNetwork& network : plan.networks)
    subjects.push_back(bench.subject(lower(plan.space, network.arch), kCallsOfNetworks));
  const Samples samples = bench.run(subjects, names_of(plan.subjects()));
  Table table;
  table.space = plan.space.name;
  table.resolutions = plan.space.open_resolutions;
  table.fingerprint = fingerprint_here(runtime, options.run);
  table.measured = today();
  add_times(table, plan.subjects(), samples);
  complete(plan.space, table);
  refuse_noise(table.networks, options);
  if (!options.journal.empty()) std::filesystem::remove(options.journal);
  return table;
}

std::vector<NetworkTime> measure_networks(const Space& space,
                                          const std::vector<PlannedNetwork>& networks,
                                          const BlockRuntime& runtime,
                                          const MeasureOptions& options) {
  const Bench bench(runtime, options);
  std::vector<Subject> subjects;
  for (const PlannedNetwork& network : networks)
    subjects.push_back(bench.subject(lower(space, network.arch), kCallsOfNetworks));
  std::vector<SubjectName> names;
  for (const PlannedNetwork& network : networks)
    names.push_back({to_text(space, network.arch), network.role});
  Table table;
  add_times(table, names, bench.run(subjects, names_of(names)));
  refuse_noise(table.networks, options);
  return table.networks;
}

double estimated_seconds(const MeasurePlan& plan, const MeasureOptions& options) {
  constexpr double kMacsPerSecond = 25e9, kLoadSeconds = 0.02, kLoadSecondsPerMegabyte = 0.02;
  constexpr double kCallSeconds = 20e-6;
  const int rounds = options.rounds + Protocol().discarded_rounds;
  double seconds = 0;
  const auto add = [&](const Cost& cost, int calls) {
    const double macs = static_cast<double>(cost.macs) * static_cast<double>(options.run.batch);
    seconds += rounds * calls * (macs / kMacsPerSecond / options.run.threads + kCallSeconds);
    seconds += kLoadSeconds + kLoadSecondsPerMegabyte * static_cast<double>(cost.params) * 4e-6;
  };
  for (const Graph& block : plan.blocks) add(cost(block), 1 + kCallsOfBlocks);
  for (const PlannedNetwork& network : plan.networks)
    add(cost(lower(plan.space, network.arch)), 1 + kCallsOfNetworks);
  return seconds;
}

}  // namespace ofa
