#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "core/random.h"
#include "data/decode.h"
#include "data/jpeg_write.h"
#include "data/train_loader.h"
#include "tools/bench.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

struct BenchLoadOptions {
  std::string folder;
  int threads = 1;
  int resolution = 224;
  int images = 2000;
  bool json = false;
};

struct Rate {
  double per_cpu_second = 0, per_second = 0;
};

// What fills a processor: time of this process, whoever else uses the machine.
double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

template <typename Work>
Rate measure(int num_images, const Work& work) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const double cpu_begin = cpu_seconds();
  work();
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return {num_images / (cpu_seconds() - cpu_begin), num_images / seconds};
}

// A folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "ofa-bench-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw Error("cannot make the folder {}", name);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// As detailed as a photograph: waves whose height falls with their frequency, and grain. Stored at
// quality 90 it takes 2.9 bits a pixel.
Image synthetic_photograph(uint64_t seed) {
  constexpr int kHeight = 375, kWidth = 500, kWaves = 24;
  Random random(seed, "synthetic photograph");
  Image image;
  image.reshape(kHeight, kWidth, 3);
  std::vector<double> sums(image.pixels.size(), 128);
  for (int i = 0; i < kWaves; ++i) {
    const double frequency = 0.005 * std::exp(4.5 * i / kWaves);
    const double angle = 6.283 * random.uniform(), phase = 6.283 * random.uniform();
    const double x_step = frequency * 6.283 * std::cos(angle);
    const double y_step = frequency * 6.283 * std::sin(angle);
    const double height = 0.16 / frequency;
    double shares[3];
    for (double& share : shares) share = 0.6 + 0.8 * random.uniform();
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const double wave = std::min(height, 30.0) * std::sin(x_step * x + y_step * y + phase);
        for (int c = 0; c < 3; ++c) sums[(y * kWidth + x) * 3 + c] += wave * shares[c];
      }
    }
  }
  for (size_t i = 0; i < sums.size(); ++i) {
    const double grain = 36 * (random.uniform() - 0.5);
    image.pixels[i] = static_cast<uint8_t>(std::clamp(sums[i] + grain, 0.0, 255.0));
  }
  return image;
}

void write_photographs(const fs::path& folder) {
  constexpr int kCount = 64;
  for (int i = 0; i < kCount; ++i) {
    const fs::path path = folder / (i % 2 ? "a" : "b");
    fs::create_directories(path);
    write_file(path / fmt::format("{}.jpg", i), encode_jpeg(synthetic_photograph(i), 90));
  }
}

// libjpeg-turbo's own rate: every pixel of the same files, in one thread.
Rate full_decode(const Dataset& dataset, int num_images) {
  const DecodeRequest whole{.channels = dataset.info().channels,
                            .window =
                                [](Size size) {
                                  return Window{0, 0, size.width, size.height};
                                },
                            .least = {1 << 20, 1 << 20}};
  const auto& train = dataset.indices(Split::kTrain);
  Image image;
  return measure(num_images, [&] {
    for (int i = 0; i < num_images; ++i) {
      dataset.images().read(train[i % train.size()], whole, image);
    }
  });
}

Rate load(const Dataset& dataset, const BenchLoadOptions& options, int batch, int num_batches) {
  TrainLoaderOptions wanted = train_loader_options(dataset, {options.resolution}, /*seed=*/0);
  wanted.batch = batch;
  wanted.threads = options.threads;
  wanted.end_batch = num_batches;
  return measure(batch * num_batches, [&] {
    TrainLoader loader(dataset, wanted);
    for (int i = 0; i < num_batches; ++i) loader.next();
  });
}

void bench_load(const BenchLoadOptions& options) {
  constexpr int kRounds = 3;
  const TemporaryFolder temporary;
  std::string folder = options.folder;
  if (folder.empty()) {
    log_info("writing 500 x 375 photographs to {}", temporary.path().string());
    write_photographs(temporary.path());
    folder = temporary.path().string();
  }
  const Dataset dataset({.source = folder}, /*seed=*/0);
  const int batch = static_cast<int>(std::min<int64_t>(32, dataset.size(Split::kTrain)));
  const int num_batches = std::max(1, options.images / batch / kRounds);
  Rate decoding, loading;
  // Turn by turn, the best of each: what else the machine does hits both.
  for (int round = 0; round < kRounds; ++round) {
    const Rate decoded = full_decode(dataset, batch * num_batches);
    const Rate loaded = load(dataset, options, batch, num_batches);
    if (decoded.per_cpu_second > decoding.per_cpu_second) decoding = decoded;
    if (loaded.per_cpu_second > loading.per_cpu_second) loading = loaded;
  }
  const double share = loading.per_cpu_second / decoding.per_cpu_second;
  if (options.json) {
    const nlohmann::ordered_json json{{"format", "ofa-bench-load/1"},
                                      {"resolution", options.resolution},
                                      {"threads", options.threads},
                                      {"images_per_second", loading.per_second},
                                      {"images_per_core_second", loading.per_cpu_second},
                                      {"full_decode_per_core_second", decoding.per_cpu_second},
                                      {"share_of_full_decode", share}};
    std::cout << json.dump(2) << "\n";
    return;
  }
  std::cout << fmt::format(
      "loader         {:8.0f} images/s a core, at {} ({:.0f} images/s with {} threads)\n"
      "full decode    {:8.0f} images/s a core, by libjpeg-turbo alone\n"
      "share          {:8.2f}\n",
      loading.per_cpu_second, options.resolution, loading.per_second, options.threads,
      decoding.per_cpu_second, share);
}

}  // namespace

void add_bench_load(CLI::App& bench) {
  CLI::App* command = bench.add_subcommand(
      "load", "Training images a second and core, beside libjpeg-turbo's own decoding");
  const auto options = std::make_shared<BenchLoadOptions>();
  command->add_option("FOLDER", options->folder,
                      "Images, as data.source has them; none: 500 x 375 JPEGs made for this");
  command->add_option("--threads", options->threads, "Threads that load")
      ->check(CLI::Range(1, 256));
  command->add_option("--resolution", options->resolution, "Of the network's input")
      ->check(CLI::Range(8, 2048));
  command->add_option("--images", options->images, "How many, in three rounds")
      ->check(CLI::Range(1, 10'000'000));
  command->add_flag("--json", options->json, "Print JSON");
  command->footer("Examples:\n  ofa bench load\n  ofa bench load pictures --threads 4 --json");
  command->callback([options] { bench_load(*options); });
}

}  // namespace ofa
