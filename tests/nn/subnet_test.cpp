#include "nn/subnet.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <fstream>

#include "core/error.h"
#include "space/arch_text.h"
#include "tests/core/temp_folder.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

class EverySpaceSubnet : public OnEverySpace {
 protected:
  void TearDown() override { at::set_num_threads(2); }
};

// The contract of weight sharing: an arch run inside the supernet equals the network cut out of it,
// also after saving and loading.
TEST_P(EverySpaceSubnet, EqualsTheSupernetBitForBit) {
  const RandomSupernet net = random_supernet(space_name(), 1, at::kFloat, device());
  for (const Arch& arch : small_archs(net.space, count(4, 20), 2)) {
    const Plan plan = make_plan(net.space, arch, net.weights);
    const at::Tensor images = random_images(2, net.space.spec.input.channels, arch.resolution, 4);
    for (const int threads : {1, 2}) {
      at::set_num_threads(threads);
      const NormStatistics statistics = calibrated(net, plan, 3);
      const at::Tensor within =
          evaluate(net.weights, plan, images, statistics, at::kFloat).at(plan.graph.output);
      const Subnet own = extract(net.space, net.weights, plan, statistics);
      const TempFolder folder;
      save_subnet(own, folder / "subnet");
      const Subnet loaded = load_subnet(folder / "subnet");
      EXPECT_EQ(loaded.plan.arch, arch);
      EXPECT_EQ(loaded.plan.graph, own.plan.graph);
      const std::string what = to_text(net.space, arch) + ", threads: " + std::to_string(threads);
      if (device() == at::kCPU) {
        EXPECT_TRUE(at::equal(own.evaluate(images), within)) << what;
        EXPECT_TRUE(at::equal(loaded.evaluate(images), within)) << what;
      } else {  // whose convolutions may choose another algorithm for another width of the buffer
        EXPECT_LT(relative_difference(own.evaluate(images), within), 1e-3) << what;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceSubnet,
                         testing::Combine(testing::ValuesIn(space_names()), every_device()),
                         OnEverySpace::name);

TEST(Subnet, KeepsItsWeightsWhenTheSupernetGoesOnTraining) {
  RandomSupernet net = random_supernet("fashion", 1);
  const Plan plan = make_plan(net.space, max_arch(net.space), net.weights);
  const Subnet subnet = extract(net.space, net.weights, plan, calibrated(net, plan, 3));
  const at::Tensor images = random_images(2, 1, 28, 4);
  const at::Tensor before = subnet.evaluate(images);
  net.weights.flat_values(WeightGroup::kDecayed).add_(1);
  EXPECT_TRUE(at::equal(subnet.evaluate(images), before));
}

TEST(Subnet, NamesWhatIsWrongWithAFolder) {
  const RandomSupernet net = random_supernet("fashion", 1);
  const Plan plan = make_plan(net.space, min_arch(net.space), net.weights);
  const TempFolder folder;
  const auto path = folder.path() / "subnet";
  const auto message = [&] {
    try {
      load_subnet(path);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(message(), testing::HasSubstr("arch.json"));
  save_subnet(extract(net.space, net.weights, plan, calibrated(net, plan, 3)), path);
  EXPECT_EQ(message(), "no error");
  std::ofstream(path / "arch.json") << R"({"format": "ofa-run/1"})";
  EXPECT_THAT(message(), testing::EndsWith("arch.json: expected the format ofa-subnet/1"));
}

}  // namespace
}  // namespace ofa
