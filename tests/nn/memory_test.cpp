#include <ATen/ATen.h>
#include <unistd.h>

#include <fstream>

#include "nn/run.h"
#include "space/sample.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

double resident_megabytes() {
  int64_t total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return static_cast<double>(resident * ::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// Resident memory rises while oneDNN's primitive cache fills; then it is flat. The short run goes
// round a few archs, the long one draws another for every pass.
TEST(Memory, IsFlatOverForwardAndBackwardPasses) {
  const int num_archs = count(8, 10'000), num_passes = count(600, 10'000);
  const int num_warm = num_passes * 3 / 10;
  RandomSupernet net = random_supernet("fashion", 1);
  const at::Tensor images = random_images(2, 1, 28, 1);
  double filled = 0;
  for (int pass = 0; pass < num_passes; ++pass) {
    if (pass == num_warm) filled = resident_megabytes();
    Arch arch = random_arch(net.space, 1, pass % num_archs);
    arch.resolution = 28;
    const Plan plan = make_plan(net.space, arch, net.weights);
    Tape tape;
    const at::Tensor logits =
        forward_train(net.weights, plan, images, at::kFloat, &tape).at(plan.graph.output);
    backward(net.weights, tape, {{plan.graph.output, at::ones_like(logits)}});
  }
  const double rise = resident_megabytes() - filled;
  RecordProperty("resident_megabytes", std::to_string(filled));
  RecordProperty("rise_megabytes", std::to_string(rise));
  EXPECT_LT(rise, 8) << "after " << filled << " MB";
}

}  // namespace
}  // namespace ofa
