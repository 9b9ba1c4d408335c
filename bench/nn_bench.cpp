// What a training step at 128 x 128, 16 pictures, spends on reading shared weights (the target is
// under 5 %), and how fast archs are calibrated, over random archs:
//   nn_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only=true
#include <ATen/ATen.h>
#include <benchmark/benchmark.h>

#include <chrono>

#include "nn/calibrate.h"
#include "nn/initialise.h"
#include "nn/nhwc.h"
#include "space/sample.h"

namespace ofa {
namespace {

using benchmark::State;
using Clock = std::chrono::steady_clock;

constexpr int kBatch = 16, kResolution = 128, kNumArchs = 8;

// A space's weights, some of its archs, ready to run, and pictures.
struct Setup {
  explicit Setup(const char* name) : space(load_space(name)), weights(lower_supernet(space), {}) {
    initialise(weights, 1);
    for (int i = 0; i < kNumArchs; ++i) {
      Arch arch = random_arch(space, 1, i);
      arch.resolution = kResolution;
      plans.push_back(make_plan(space, arch, weights));
    }
    images = nhwc(at::rand({kBatch, space.spec.input.channels, kResolution, kResolution}));
  }

  Space space;
  Weights weights;
  std::vector<Plan> plans;
  at::Tensor images;
};

void read_all(const Weights& weights, const Plan& plan, at::ScalarType precision) {
  for (const Op& op : plan.graph.ops)
    for (const ParamId id : op.parameters)
      benchmark::DoNotOptimize(weights.read(plan.slices[id], precision));
}

void train(Weights& weights, const Plan& plan, const at::Tensor& images, at::ScalarType precision) {
  Tape tape;
  const at::Tensor logits =
      forward_train(weights, plan, images, precision, &tape).at(plan.graph.output);
  backward(weights, tape, {{plan.graph.output, at::ones_like(logits)}});
}

void step(State& state, const char* space, at::ScalarType precision) {
  Setup setup(space);
  for (const Plan& plan : setup.plans) train(setup.weights, plan, setup.images, precision);
  double reading = 0, whole = 0;
  size_t next = 0;
  for (auto _ : state) {
    const Plan& plan = setup.plans[next++ % setup.plans.size()];
    const auto start = Clock::now();
    read_all(setup.weights, plan, precision);
    const auto read = Clock::now();
    train(setup.weights, plan, setup.images, precision);
    const auto trained = Clock::now();
    reading += std::chrono::duration<double>(read - start).count();
    whole += std::chrono::duration<double>(trained - read).count();
    state.SetIterationTime(std::chrono::duration<double>(trained - read).count());
  }
  const double steps = static_cast<double>(state.iterations());
  state.counters["read_ms"] = 1e3 * reading / steps;
  state.counters["read_percent"] = 100 * reading / whole;
}

void calibrate(State& state, const char* space, at::ScalarType precision) {
  Setup setup(space);
  size_t next = 0;
  for (auto _ : state) {
    const Plan& plan = setup.plans[next++ % setup.plans.size()];
    NormCalibration calibration(setup.weights, plan, precision);
    calibration.add(setup.images);
    benchmark::DoNotOptimize(calibration.finish());
  }
  state.SetItemsProcessed(state.iterations() * kBatch);
}

[[maybe_unused]] const bool kRegistered = [] {
  const std::pair<const char*, at::ScalarType> precisions[] = {{"fp32", at::kFloat},
                                                               {"bf16", at::kBFloat16}};
  for (const char* space : {"mobilenet_v3", "resnet50", "attentive_nas"})
    for (const auto& [name, precision] : precisions) {
      const std::string suffix = std::string("/") + space + "/" + name;
      benchmark::RegisterBenchmark(("step" + suffix).c_str(), step, space, precision)
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond);
      benchmark::RegisterBenchmark(("calibrate" + suffix).c_str(), calibrate, space, precision)
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime();
    }
  return true;
}();

}  // namespace
}  // namespace ofa
