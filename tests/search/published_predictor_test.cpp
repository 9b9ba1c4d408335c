#include "search/published_predictor.h"

#include <gmock/gmock.h>

#include "predictor_testing.h"
#include "space/arch_json.h"
#include "space/encode.h"
#include "tests/paths.h"

namespace ofa {
namespace {

constexpr const char* kSpace = "mobilenet_v3_1.2x";

double ask(const Predictor& predictor, const Arch& arch) {
  double accuracy = 0;
  predictor(std::span(&arch, 1), std::span(&accuracy, 1));
  return accuracy;
}

// What once-for-all's own program says with its own predictor.
class AuthorsPredictor : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(file_)) GTEST_SKIP() << "no " << file_;
    checkpoint_.emplace(read_checkpoint(file_));
  }

  const Space space_ = load_space(kSpace);
  const std::filesystem::path file_ = source_dir() / "../shared/published/acc_predictor.pth";
  std::optional<Checkpoint> checkpoint_;
};

TEST_F(AuthorsPredictor, SaysWhatItSaysThere) {
  const Predictor predictor(space_, published_predictor(space_, *checkpoint_));
  const auto accuracy = [&](const char* json) {
    return ask(predictor, arch_from_json(space_, Json::parse(json), "test"));
  };
  EXPECT_NEAR(
      accuracy(R"({"ks": [5,3,0,0,5,3,0,0,7,7,3,0,5,5,7,3,3,3,5,0],)"
               R"("e": [3,3,0,0,4,4,0,0,6,3,4,0,4,4,4,3,6,6,6,0], "d": [2,2,3,4,3], "r": 192})"),
      0.8171285, 1e-6);
  constexpr double kPrinted = 5e-6;  // five digits
  EXPECT_NEAR(accuracy(R"({"ks": 3, "e": 3, "d": 2, "r": 160})"), 0.75312, kPrinted);
  EXPECT_NEAR(accuracy(R"({"ks": 3, "e": 3, "d": 2, "r": 224})"), 0.77739, kPrinted);
  EXPECT_NEAR(accuracy(R"({"ks": 3, "e": 3, "d": 4, "r": 160})"), 0.77940, kPrinted);
  EXPECT_NEAR(accuracy(R"({"ks": 3, "e": 3, "d": 4, "r": 224})"), 0.80623, kPrinted);
  EXPECT_NEAR(accuracy(R"({"ks": 7, "e": 6, "d": 4, "r": 160})"), 0.80750, kPrinted);
  EXPECT_NEAR(accuracy(R"({"ks": 7, "e": 6, "d": 4, "r": 224})"), 0.83593, kPrinted);
}

TEST_F(AuthorsPredictor, KnowsItsResolutionsAlone) {
  const Predictor predictor(space_, published_predictor(space_, *checkpoint_));
  EXPECT_FALSE(predictor.parts().quality);
  EXPECT_EQ(predictor.parts().weights, "");
  Arch arch = min_arch(space_);
  for (const int resolution : space_.resolutions) {
    arch.resolution = resolution;
    EXPECT_EQ(predictor.covers(arch), resolution % 16 == 0) << resolution;
  }
  arch.resolution = 196;
  EXPECT_EQ(error_of([&] { ask(predictor, arch); }),
            "the predictor knows resolutions 112, 128, 144, 160, 176, 192, 208, 224, not 196");
}

TEST_F(AuthorsPredictor, IsTheSameInAnyBatch) {
  const Predictor predictor(space_, published_predictor(space_, *checkpoint_));
  std::vector<Arch> archs = draw_archs(space_, 500, 1);
  std::erase_if(archs, [&](const Arch& arch) { return !predictor.covers(arch); });
  std::vector<double> together(archs.size());
  predictor(archs, together);
  for (size_t i = 0; i < archs.size(); ++i) {
    EXPECT_EQ(ask(predictor, archs[i]), together[i]);
    const auto code = encode_published(space_, archs[i], PublishedOrder::kTutorial);
    EXPECT_NEAR(plain_forward(predictor.parts().members[0], {code.begin(), code.end()}),
                together[i], 1e-6);
  }
}

// Checkpoints of our own, in their forms.
class PublishedForms : public testing::Test {
 protected:
  struct Named {
    std::string name;
    std::vector<int64_t> shape;
    std::vector<float> values;
  };

  void add_layer(const std::string& name, const DenseLayer& layer, bool with_bias = true) {
    tensors_.push_back({name + ".weight", {layer.outputs, layer.inputs}, layer.weights});
    if (with_bias) tensors_.push_back({name + ".bias", {layer.outputs}, layer.bias});
  }
  void add_package(int inputs) {
    layers_ = random_layers({inputs, 6, 5, 4, 1}, 1);
    layers_.back().bias = {0.8056f};
    for (int i = 0; i < 3; ++i) add_layer(fmt::format("layers.{}.0", i), layers_[i]);
    add_layer("layers.3", layers_[3], false);
    tensors_.push_back({"base_acc", {}, {0.8056f}});
  }
  Checkpoint checkpoint() const {
    std::vector<TensorView> views;
    for (const Named& tensor : tensors_)
      views.push_back(view_of(tensor.name, tensor.shape, std::span<const float>(tensor.values)));
    return {NamedTensors("p.pth", views, nullptr), {}};
  }
  std::string refusal(const char* space, const std::vector<int>& resolutions = {}) const {
    const Space loaded = load_space(space);
    return error_of(
        [&] { Predictor(loaded, published_predictor(loaded, checkpoint(), resolutions)); });
  }

  std::vector<Named> tensors_;
  Layers layers_;
};

TEST_F(PublishedForms, OfThePackage) {
  add_package(2 + 120);
  EXPECT_TRUE(is_published_predictor(checkpoint()));
  const Space space = load_space("mobilenet_v3");
  const std::vector<int> resolutions{160, 224};
  const Predictor predictor(space, published_predictor(space, checkpoint(), resolutions));
  EXPECT_EQ(predictor.parts().encoding, Encoding::kNas);
  Arch arch = max_arch(space);
  for (const int resolution : resolutions) {
    arch.resolution = resolution;
    const auto code = encode_published(space, arch, PublishedOrder::kNas, resolutions);
    EXPECT_NEAR(ask(predictor, arch), plain_forward(layers_, {code.begin(), code.end()}), 1e-6);
  }
  EXPECT_FALSE(predictor.covers({192, {}}));
}

TEST_F(PublishedForms, OfThePackageForResNet) {
  add_package(82);
  const Space space = load_space("resnet50");
  const Predictor predictor(space, published_predictor(space, checkpoint()));
  EXPECT_EQ(predictor.parts().encoding, Encoding::kResNet);
  EXPECT_FALSE(predictor.covers({208, {}}));
  const std::vector<int> resolutions{128, 144, 160, 176, 192, 224, 240, 256};
  for (const Arch& arch : draw_archs(space, 50, 1)) {
    if (!predictor.covers(arch)) continue;
    const auto code = encode_published(space, arch, PublishedOrder::kResNet, resolutions);
    EXPECT_NEAR(ask(predictor, arch), plain_forward(layers_, {code.begin(), code.end()}), 1e-6);
  }
}

TEST_F(PublishedForms, OfThePackageNeedResolutions) {
  add_package(2 + 120);
  EXPECT_EQ(refusal("mobilenet_v3"),
            "p.pth: knows 2 resolutions, and not which; expected as many, got 0");
  EXPECT_EQ(refusal("mobilenet_v3", {128, 160, 192}),
            "p.pth: knows 2 resolutions, and not which; expected as many, got 3");
  EXPECT_EQ(refusal("mobilenet_v3", {128, 160}), "no error");
  tensors_.clear();
  add_package(120);
  EXPECT_EQ(refusal("mobilenet_v3", {128}),
            "p.pth: takes 120 inputs, an arch of mobilenet_v3 gives 120 and its resolution");
}

TEST_F(PublishedForms, OfTheTutorialNeed128Inputs) {
  const Layers layers = random_layers({127, 4, 1}, 1);
  add_layer("0", layers[0]);
  add_layer("2", layers[1]);
  EXPECT_EQ(refusal(kSpace),
            "p.pth: members.0.layers.0: takes 127 inputs, an arch of mobilenet_v3_1.2x gives 128");
}

TEST_F(PublishedForms, AreOfSpacesThatTheyCanTell) {
  const Layers layers = random_layers({128, 4, 1}, 1);
  add_layer("0", layers[0]);
  add_layer("2", layers[1]);
  EXPECT_EQ(refusal("mobilenet_v3"), "no error");
  EXPECT_EQ(refusal("fashion"),
            "fashion: the order tutorial of a published predictor has no place for stages.0 "
            "channels");
}

TEST_F(PublishedForms, HaveNothingMore) {
  add_package(122);
  tensors_.push_back({"classifier.weight", {1}, {0}});
  EXPECT_EQ(refusal("mobilenet_v3", {128, 160}),
            "p.pth: tensor \"classifier.weight\" is no part of a published accuracy predictor");
}

TEST_F(PublishedForms, HaveALayerBehindEach) {
  add_package(122);
  std::erase_if(tensors_, [](const Named& tensor) { return tensor.name == "layers.3.weight"; });
  EXPECT_EQ(refusal("mobilenet_v3", {128, 160}),
            "p.pth: no tensor \"layers.3.weight\" among its 7");
}

TEST_F(PublishedForms, HaveOneBase) {
  add_package(122);
  tensors_.back() = {"base_acc", {2}, {0.5f, 0.5f}};
  EXPECT_EQ(refusal("mobilenet_v3", {128, 160}),
            "p.pth: tensor \"base_acc\": expected one F32, got F32 [2]");
}

TEST_F(PublishedForms, AreNoNetworks) {
  tensors_.push_back({"classifier.weight", {1}, {0}});
  EXPECT_FALSE(is_published_predictor(checkpoint()));
  EXPECT_EQ(refusal("mobilenet_v3"),
            "p.pth: not a published accuracy predictor: neither 0.weight and 2.weight, nor "
            "layers.0.0.weight and base_acc");
}

}  // namespace
}  // namespace ofa
