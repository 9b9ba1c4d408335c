#include "nn/published_network.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <functional>

#include "core/error.h"
#include "io/published_match.h"
#include "nn/tensor_io.h"
#include "space/arch_text.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

// A network as its authors' code saves it by itself: under the keys that the importer expects,
// `keep` of them, each beside what training counts.
Checkpoint published(const Subnet& subnet, const std::function<bool(const std::string&)>& keep) {
  const auto list = std::make_shared<TensorList>();
  const WantedTensors wanted(subnet.space, &subnet.plan.arch);
  const auto add = [&](const WantedTensor& tensor, const at::Tensor& values) {
    if (keep(tensor.key)) list->add(tensor.key, values);
  };
  for (const WantedTensor& tensor : wanted.parameters)
    add(tensor, subnet.weights.values(subnet.weights.find(tensor.name)));
  for (size_t i = 0; i < wanted.norms.size(); ++i) {
    const Moments& moments = subnet.statistics.moments()[i / 2];
    add(wanted.norms[i], i % 2 ? moments.variance : moments.mean);
  }
  list->add("first_conv.bn.num_batches_tracked", at::zeros({}, at::kLong));
  return {NamedTensors("net.pth", list->views(), list), {}};
}

Subnet random_subnet(const RandomSupernet& net, const Arch& arch) {
  const Plan plan = make_plan(net.space, arch, net.weights);
  return extract(net.space, net.weights, plan, calibrated(net, plan, 3));
}

class PublishedNetwork : public testing::TestWithParam<std::string> {};

TEST_P(PublishedNetwork, IsTheSubnetThatItWasSavedFrom) {
  const RandomSupernet net = random_supernet(GetParam(), 1);
  for (const Arch& arch : small_archs(net.space, 4, 2)) {
    const Subnet subnet = random_subnet(net, arch);
    const Checkpoint checkpoint = published(subnet, [](const std::string&) { return true; });
    const Subnet found = published_network(net.space, arch, checkpoint, "net.pth");
    const at::Tensor images = random_images(2, 3, arch.resolution, 4);
    EXPECT_TRUE(at::equal(found.evaluate(images), subnet.evaluate(images)))
        << to_text(net.space, arch);
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, PublishedNetwork,
                         testing::Values("attentive_nas", "mobilenet_v3", "proxyless", "resnet50"));

TEST(PublishedNetworks, NeedsTheStatisticsOfItsNorms) {
  const RandomSupernet net = random_supernet("attentive_nas", 1);
  const Subnet subnet = random_subnet(net, small_archs(net.space, 1, 2)[0]);
  const Checkpoint checkpoint = published(subnet, [](const std::string& key) {
    return key.find("first_conv.bn.run") == std::string::npos;
  });
  EXPECT_THAT([&] { published_network(net.space, subnet.plan.arch, checkpoint, "net.pth"); },
              testing::ThrowsMessage<Error>("net.pth: no stem.main.bn.mean; a network is not "
                                            "evaluated without the statistics of its norms"));
}

TEST(PublishedNetworks, OfAnotherArchIsRefused) {
  const RandomSupernet net = random_supernet("attentive_nas", 1);
  const Subnet subnet = random_subnet(net, small_archs(net.space, 2, 2)[1]);
  const Checkpoint checkpoint = published(subnet, [](const std::string&) { return true; });
  EXPECT_THAT([&] { published_network(net.space, min_arch(net.space), checkpoint, "net.pth"); },
              testing::ThrowsMessage<Error>(
                  testing::HasSubstr("net.pth: not the weights of arch 192/16/")));
}

}  // namespace
}  // namespace ofa
