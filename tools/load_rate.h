#pragma once

#include <chrono>
#include <ctime>

#include "data/train_loader.h"

namespace ofa {

struct LoadRate {
  double per_cpu_second = 0, per_second = 0;
};

// What fills a processor: time of this process, whoever else uses the machine.
inline double process_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

template <typename Work>
LoadRate measure_rate(int num_images, const Work& work) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const double cpu_begin = process_seconds();
  work();
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return {num_images / (process_seconds() - cpu_begin), num_images / seconds};
}

struct LoadWork {
  int resolution = 224, threads = 1;
  int batch = 32, num_batches = 1;

  int num_images() const { return batch * num_batches; }
};

// Training batches, made and thrown away.
inline LoadRate load_rate(const Dataset& dataset, const LoadWork& work) {
  TrainLoaderOptions wanted = train_loader_options(dataset, {work.resolution}, /*seed=*/0);
  wanted.batch = work.batch;
  wanted.threads = work.threads;
  wanted.end_batch = work.num_batches;
  return measure_rate(work.num_images(), [&] {
    TrainLoader loader(dataset, wanted);
    for (int i = 0; i < work.num_batches; ++i) loader.next();
  });
}

}  // namespace ofa
