#include <ATen/ATen.h>

#include "deploy/open_network.h"
#include "evaluate/recorded_data.h"
#include "nn/subnet.h"
#include "nn/tensor_io.h"

namespace ofa {
namespace {

constexpr int64_t kBatch = 64;

}  // namespace

OpenNetwork open_subnet(const std::string& folder) {
  const auto subnet = std::make_shared<Subnet>(load_subnet(folder));
  const Graph& graph = subnet->plan.graph;
  const Value& input = graph.values[graph.input];
  OpenNetwork network{{graph.channels(graph.input), input.height, input.width},
                      false,
                      graph.channels(graph.output),
                      subnet->plan.arch.resolution,
                      [subnet, folder] { return recorded_info(subnet->data, folder); },
                      {}};
  network.logits = [subnet, image = network.image](std::span<const std::byte> bytes) {
    const at::NoGradGuard no_grad;
    const auto count =
        static_cast<int64_t>(bytes.size() / sizeof(float)) / (image[0] * image[1] * image[2]);
    const at::Tensor images = at::from_blob(const_cast<std::byte*>(bytes.data()),
                                            {count, image[0], image[1], image[2]}, at::kFloat)
                                  .clone();
    std::vector<float> all;
    for (const at::Tensor& batch : images.split(kBatch)) {
      const std::vector<float> part = to_floats(subnet->evaluate(batch));
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  };
  return network;
}

}  // namespace ofa
