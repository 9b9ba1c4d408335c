// The passes of batch norm over maps of a batch of 32, on one thread. GB/s counts each map that a
// pass reads or writes once:
//   norm_bench --benchmark_filter=normalise
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "kernels/norm.h"

namespace ofa {
namespace {

using benchmark::State;

// Every map and number that a pass may need.
template <typename T>
struct Problem {
  using Real = RealOf<T>;

  Problem(const NormShape& s, Act act)
      : shape(s),
        y(s.size(), std::is_same_v<T, Bfloat16Bits> ? T{0x3F90} : T{1}),
        residual(y),
        gradient(y),
        result(y),
        ones(s.channels, 1),
        gates(s.images * s.channels, 1),
        factors(s.images, 1),
        parts(num_norm_parts(s) * 2 * s.channels),
        sums(2 * s.channels) {
    plain = {.y = y.data(), .scale = ones.data(), .shift = ones.data(), .act = act};
    full = plain;
    full.residual = residual.data();
    full.gate = gates.data();
    dropping = plain;
    dropping.residual = residual.data();
    dropping.factors = factors.data();
  }

  NormGradient<T> backward(const NormCurve<T>& curve) const {
    return {.forward = curve,
            .gradient = gradient.data(),
            .mean = ones.data(),
            .inverse_deviation = ones.data()};
  }

  NormShape shape;
  std::vector<T> y, residual, gradient, result;
  std::vector<Real> ones, gates, factors, parts, sums;
  NormCurve<T> plain, full, dropping;
};

// A pass, and how many maps it reads and writes.
template <typename T>
struct Pass {
  const char* name;
  int maps;
  std::function<void(Problem<T>&)> run;
};

template <typename T>
std::vector<Pass<T>> passes() {
  using P = Problem<T>;
  const auto input_gradient = [](P& p, const NormCurve<T>& curve, T* grad_residual) {
    norm_input_gradient(p.shape, p.backward(curve), p.sums.data(), p.result.data(), grad_residual,
                        0, p.shape.num_pixels());
  };
  return {
      {"moments", 1,
       [](P& p) {
         moments_parts(p.shape, p.y.data(), p.parts.data(), 0, num_norm_parts(p.shape));
       }},
      {"normalise", 2,
       [](P& p) { normalise(p.shape, p.plain, p.result.data(), 0, p.shape.num_pixels()); }},
      {"normalise_with_all", 3,
       [](P& p) { normalise(p.shape, p.full, p.result.data(), 0, p.shape.num_pixels()); }},
      {"normalise_dropping", 3,
       [](P& p) { normalise(p.shape, p.dropping, p.result.data(), 0, p.shape.num_pixels()); }},
      {"pool", 1, [](P& p) { pool(p.shape, p.plain, p.gates.data(), 0, p.shape.images); }},
      {"gate_gradient", 2,
       [](P& p) {
         gate_gradient(p.shape, p.backward(p.plain), p.gates.data(), 0, p.shape.images);
       }},
      {"gradient_parts", 2,
       [](P& p) {
         norm_gradient_parts(p.shape, p.backward(p.plain), p.parts.data(), 0,
                             num_norm_parts(p.shape));
       }},
      {"gradient_parts_with_all", 3,
       [](P& p) {
         norm_gradient_parts(p.shape, p.backward(p.full), p.parts.data(), 0,
                             num_norm_parts(p.shape));
       }},
      {"gradient_parts_dropping", 3,
       [](P& p) {
         norm_gradient_parts(p.shape, p.backward(p.dropping), p.parts.data(), 0,
                             num_norm_parts(p.shape));
       }},
      {"input_gradient", 3, [=](P& p) { input_gradient(p, p.plain, nullptr); }},
      {"input_gradient_with_all", 5, [=](P& p) { input_gradient(p, p.full, p.gradient.data()); }},
      {"input_gradient_dropping", 5,
       [=](P& p) { input_gradient(p, p.dropping, p.gradient.data()); }},
  };
}

template <typename T>
void norm(State& state, const Pass<T>& pass, const NormShape& shape, Act act) {
  Problem<T> problem(shape, act);
  double best_ms = 1e9;
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    pass.run(problem);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
    best_ms = std::min(best_ms, time.count());
  }
  state.counters["best_ms"] = best_ms;
  state.counters["GB/s"] =
      static_cast<double>(shape.size() * sizeof(T) * pass.maps) / best_ms / 1e6;
}

template <typename T>
void enrol(const std::string& type) {
  for (const auto& [channels, size] : {std::pair{16, 112}, {40, 56}, {240, 28}, {960, 7}})
    for (const Act act : {Act::kNone, Act::kRelu, Act::kHSwish, Act::kSwish})
      for (const Pass<T>& pass : passes<T>()) {
        const std::string label = pass.name + ("/" + type) + "/" + name(act) + "/" +
                                  std::to_string(channels) + "/size:" + std::to_string(size);
        const NormShape shape{32, int64_t{size} * size, channels};
        benchmark::RegisterBenchmark(label.c_str(), norm<T>, pass, shape, act)->UseRealTime();
      }
}

[[maybe_unused]] const bool kRegistered = [] {
  enrol<float>("f32");
  enrol<Bfloat16Bits>("bf16");
  return true;
}();

}  // namespace
}  // namespace ofa
