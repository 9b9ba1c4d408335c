#include "tools/bench_load_pack.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "config/json.h"
#include "core/format.h"
#include "core/log.h"
#include "core/statistics.h"
#include "data/pack_write.h"
#include "tools/load_rate.h"
#include "tools/photographs.h"
#include "tools/temporary_folder.h"

namespace ofa {
namespace {

constexpr int kRounds = 5;
constexpr int kPhotographs = 300;

struct Rounds {
  std::vector<double> folder, pack, ratio, processor_ratio;
};

Rounds measure(const Dataset& folder, const Dataset& pack, const LoadWork& work) {
  load_rate(folder, {work.resolution, work.threads, work.batch, 1});
  load_rate(pack, {work.resolution, work.threads, work.batch, 1});
  Rounds rounds;
  for (int round = 0; round < kRounds; ++round) {
    const LoadRate of_folder = load_rate(folder, work), of_pack = load_rate(pack, work);
    rounds.folder.push_back(of_folder.per_second);
    rounds.pack.push_back(of_pack.per_second);
    rounds.ratio.push_back(of_pack.per_second / of_folder.per_second);
    rounds.processor_ratio.push_back(of_pack.per_cpu_second / of_folder.per_cpu_second);
  }
  return rounds;
}

double median(const std::vector<double>& values) {
  return quantile(values, 0.5);
}

void print(const Rounds& rounds, const BenchPackOptions& options, uint64_t pack_bytes) {
  if (options.json) {
    const Json json{{"format", "ofa-bench-load-pack/1"},
                    {"resolution", options.resolution},
                    {"threads", options.threads},
                    {"side", options.side},
                    {"pack_bytes", pack_bytes},
                    {"folder_images_per_second", rounds.folder},
                    {"pack_images_per_second", rounds.pack},
                    {"ratio", median(rounds.ratio)},
                    {"processor_ratio", median(rounds.processor_ratio)}};
    std::cout << json.dump(2) << "\n";
    return;
  }
  const auto [least, most] = std::ranges::minmax(rounds.ratio);
  std::cout << fmt::format(
      "folder         {:8.0f} images/s at {}, with {} threads\n"
      "pack           {:8.0f} images/s; a side of {}, {}\n"
      "ratio          {:8.2f} ({:.2f} to {:.2f} in {} rounds); {:.2f} of processor time\n",
      median(rounds.folder), options.resolution, options.threads, median(rounds.pack), options.side,
      human_bytes(pack_bytes), median(rounds.ratio), least, most, kRounds,
      median(rounds.processor_ratio));
}

}  // namespace

void bench_load_pack(const BenchPackOptions& options) {
  const TemporaryFolder temporary;
  std::string folder = options.folder;
  if (folder.empty()) {
    folder = (temporary.path() / "photographs").string();
    log_info("writing {} photographs, 500 x 375 to 1000 x 750, to {}", kPhotographs, folder);
    write_photographs(folder, kPhotographs, /*largest=*/2);
  }
  const std::string file = (temporary.path() / "images.pack").string();
  const PackReport report = write_pack(open_source(folder), folder, file, {.side = options.side});
  const Dataset images({.source = folder}, /*seed=*/0), packed({.source = file}, /*seed=*/0);
  LoadWork work{.resolution = options.resolution, .threads = options.threads};
  work.batch = static_cast<int>(std::min<int64_t>(32, images.size(Split::kTrain)));
  work.num_batches = std::max(1, options.images / work.batch / kRounds);
  print(measure(images, packed, work), options, report.num_bytes);
}

}  // namespace ofa
