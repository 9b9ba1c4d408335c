// Depthwise convolution in its three directions, batch 32, on one thread and on two. best_ms is the
// fastest of all runs, which says most on a machine that others use; GFLOPS counts the taps that
// padding leaves out:
//   depthwise_bench --benchmark_filter=weight
#include <benchmark/benchmark.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <string>
#include <type_traits>
#include <vector>

#include "core/random.h"
#include "kernels/depthwise.h"

namespace ofa {
namespace {

using benchmark::State;

enum class Direction { kForward, kToInput, kToWeight };

template <typename T>
std::vector<T> random_values(int64_t size) {
  Random random(1, "bench");
  std::vector<T> values(size);
  for (T& value : values) {
    const auto real = static_cast<float>(random.uniform() - 0.5);
    if constexpr (std::is_same_v<T, float>)
      value = real;
    else
      value = static_cast<T>(std::bit_cast<uint32_t>(real) >> 16);
  }
  return values;
}

template <class Run>
void each(int64_t pieces, int threads, const Run& run) {
  if (threads == 1) return run(int64_t{0}, pieces);
  using Range = tbb::blocked_range<int64_t>;
  const auto grain = std::max<int64_t>(1, pieces / 32);
  tbb::parallel_for(Range(0, pieces, grain), [&](const Range& r) { run(r.begin(), r.end()); });
}

template <typename T>
void depthwise(State& state, Direction direction, const DepthwiseShape& shape, int threads) {
  auto input = random_values<T>(shape.num_input_rows() * shape.width * shape.channels);
  auto output = random_values<T>(shape.num_output_rows() * shape.out_width() * shape.channels);
  auto weight = random_values<float>(shape.num_weights());
  std::vector<float> parts(num_weight_parts(shape) * shape.num_weights());
  const auto run = [&] {
    if (direction == Direction::kForward)
      each(shape.num_output_rows(), threads, [&](int64_t first, int64_t last) {
        depthwise_forward(shape, input.data(), weight.data(), output.data(), first, last);
      });
    if (direction == Direction::kToInput)
      each(shape.num_input_rows(), threads, [&](int64_t first, int64_t last) {
        depthwise_input_gradient(shape, output.data(), weight.data(), input.data(), first, last);
      });
    if (direction != Direction::kToWeight) return;
    each(num_weight_parts(shape), threads, [&](int64_t first, int64_t last) {
      depthwise_weight_gradient(shape, input.data(), output.data(), parts.data(), first, last);
    });
    each(shape.num_taps(), threads, [&](int64_t first, int64_t last) {
      add_parts(shape, parts.data(), weight.data(), first, last);
    });
  };
  tbb::task_arena arena(threads);
  double best_ms = 1e9;
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    arena.execute(run);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
    best_ms = std::min(best_ms, time.count());
  }
  const auto flops = 2.0 * static_cast<double>(output.size()) * shape.num_taps();
  state.counters["best_ms"] = best_ms;
  state.counters["GFLOPS"] = flops / best_ms * 1e-6;
}

[[maybe_unused]] const bool kRegistered = [] {
  const std::pair<const char*, Direction> directions[] = {{"forward", Direction::kForward},
                                                          {"to_input", Direction::kToInput},
                                                          {"to_weight", Direction::kToWeight}};
  for (const auto& [name, direction] : directions) {
    for (const auto& [channels, size, kernel, stride] : {std::array{96, 56, 3, 2},
                                                         {144, 28, 5, 1},
                                                         {240, 14, 7, 1},
                                                         {576, 14, 5, 1},
                                                         {960, 7, 7, 1}}) {
      const DepthwiseShape shape{32, size, size, channels, kernel, stride};
      for (const int threads : {1, 2}) {
        const std::string ending =
            '/' + std::to_string(channels) + "/size:" + std::to_string(size) +
            "/kernel:" + std::to_string(kernel) + "/stride:" + std::to_string(stride) +
            "/threads:" + std::to_string(threads);
        benchmark::RegisterBenchmark((std::string(name) + "/f32" + ending).c_str(),
                                     depthwise<float>, direction, shape, threads)
            ->UseRealTime();
        benchmark::RegisterBenchmark((std::string(name) + "/bf16" + ending).c_str(),
                                     depthwise<Bfloat16Bits>, direction, shape, threads)
            ->UseRealTime();
      }
    }
  }
  return true;
}();

}  // namespace
}  // namespace ofa
