// Agreement with the published `ofa` package, which made the files (make_golden.py).
#include <cstdlib>
#include <filesystem>

#include "core/file.h"
#include "io/published_weights.h"
#include "io/safetensors.h"
#include "nn/published_network.h"
#include "nn/tensor_io.h"
#include "nn_testing.h"
#include "space/arch_json.h"
#include "space/arch_text.h"
#include "tests/core/temp_folder.h"
#include "tests/paths.h"

namespace ofa {
namespace {

constexpr double kTolerance = 1e-5;

std::filesystem::path folder() {
  const char* elsewhere = std::getenv("OFA_GOLDEN");
  return elsewhere ? std::filesystem::path(elsewhere) : source_dir() / "tests/nn/data";
}

// Of each norm of an arch the leading part of what the file has.
std::vector<Moments> moments_of(const Plan& plan, const NamedTensors& norms) {
  std::vector<Moments> moments;
  for (size_t i = 0; i < plan.graph.ops.size(); ++i) {
    const Op& op = plan.graph.ops[i];
    if (plan.norms[i] < 0) continue;
    const auto leading = [&](const char* which) {
      const at::Tensor full = to_tensor(norms.at(op.name + which));
      return full.narrow(0, 0, plan.graph.channels(op.output));
    };
    moments.push_back({leading(".mean"), leading(".variance")});
  }
  return moments;
}

class Golden : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(path(".json"))) GTEST_SKIP() << "no " << path(".json");
    space_ = load_space(path(".yaml"));
    for (const Json& json : parse_json(read_file(path(".json"), 1 << 20), path(".json")))
      archs_.push_back(arch_from_json(space_, json, path(".json")));
    const NamedTensors tensors = read_safetensors(path(".safetensors")).tensors;
    images_ = to_tensor(tensors.at("images"));
    logits_ = to_tensor(tensors.at("logits"));
    ASSERT_EQ(logits_.size(0), static_cast<int64_t>(archs_.size()));
  }

  std::string path(const std::string& suffix) const { return folder() / (GetParam() + suffix); }

  void expect_logits(size_t index, const Weights& weights, const Plan& plan,
                     const NamedTensors& norms) const {
    const NormStatistics statistics =
        NormStatistics::stored(plan.arch, moments_of(plan, norms), weights);
    const int64_t size = plan.arch.resolution;
    const at::Tensor images = images_.narrow(2, 0, size).narrow(3, 0, size);
    const Values values = evaluate(weights, plan, images, statistics, at::kFloat);
    const at::Tensor expected = logits_[static_cast<int64_t>(index)];
    EXPECT_LT(relative_difference(values.at(plan.graph.output), expected), kTolerance)
        << to_text(space_, plan.arch);
  }

  Space space_;
  std::vector<Arch> archs_;
  at::Tensor images_;  // [2, 3, H, W], of which an arch sees the upper left
  at::Tensor logits_;  // [archs, 2, classes]
};

TEST_P(Golden, SupernetGivesTheLogitsOfThePublishedPackage) {
  const PublishedWeights published =
      map_published_weights(space_, read_checkpoint(path(".pth")), path(".pth"));
  Weights weights(lower_supernet(space_), {});
  fill_weights(weights, published.parameters.all(), path(".pth"));
  for (size_t i = 0; i < archs_.size(); ++i)
    expect_logits(i, weights, make_plan(space_, archs_[i], weights), published.norms);
}

// The comparison would be empty, did all archs and pictures give about the same.
TEST_P(Golden, LogitsDiffer) {
  for (int64_t i = 0; i < logits_.size(0); ++i) {
    EXPECT_GT(relative_difference(logits_[i][0], logits_[i][1]), 100 * kTolerance);
    EXPECT_GT(relative_difference(logits_[i], logits_[(i + 1) % logits_.size(0)]), 0.01);
  }
}

INSTANTIATE_TEST_SUITE_P(Published, Golden,
                         testing::Values("mobilenet_v3", "proxyless", "resnet50"));

class GoldenSubnet : public Golden {};

TEST_P(GoldenSubnet, GivesTheLogitsOfThePublishedPackage) {
  const Arch& arch = archs_.back();
  const TempFolder folder;
  save_subnet(published_network(space_, arch, read_checkpoint(path("_subnet.pth")), "subnet.pth"),
              folder / "subnet");
  const Subnet subnet = load_subnet(folder / "subnet");
  const int64_t size = arch.resolution;
  const at::Tensor images = images_.narrow(2, 0, size).narrow(3, 0, size);
  EXPECT_LT(relative_difference(subnet.evaluate(images), logits_[logits_.size(0) - 1]), kTolerance);
}

INSTANTIATE_TEST_SUITE_P(Published, GoldenSubnet, testing::Values("mobilenet_v3", "resnet50"));

}  // namespace
}  // namespace ofa
