#include "io/published_weights.h"

#include <optional>
#include <set>

#include "published_testing.h"
#include "space/arch_json.h"

namespace ofa {
namespace {

std::string all_replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

void add_norm(Shapes& shapes, const std::string& name, int64_t channels) {
  for (const char* leaf : {"weight", "bias", "running_mean", "running_var"})
    shapes.push_back({name + "." + leaf, {channels}});
  shapes.push_back({name + ".num_batches_tracked", {}});
}

// The widest AttentiveNAS, as its authors' code (models/attentive_nas_dynamic_model.py) names it.
Shapes attentive_nas_shapes() {
  struct Stage {
    int64_t channels, depth, expand, squeeze;
  };
  const Stage stages[] = {{24, 2, 1, 0},  {32, 5, 6, 0},  {40, 6, 6, 1}, {72, 6, 6, 0},
                          {128, 8, 6, 1}, {216, 8, 6, 1}, {224, 2, 6, 1}};
  Shapes shapes;
  const auto conv = [&](const std::string& name, int64_t out, int64_t in, int64_t kernel) {
    shapes.push_back({name + ".weight", {out, in, kernel, kernel}});
  };
  const auto norm = [&](const std::string& name, int64_t channels) {
    add_norm(shapes, name + ".bn", channels);
    for (const char* tracking : {".bn_tracking.0", ".bn_tracking.1"})
      for (const char* leaf : {".running_mean", ".running_var", ".num_batches_tracked"})
        shapes.push_back({name + tracking + leaf, {channels}});
  };
  conv("first_conv.conv.conv", 24, 3, 3);
  norm("first_conv.bn", 24);
  int64_t in = 24;
  int number = 0;
  for (const Stage& stage : stages) {
    for (int64_t i = 0; i < stage.depth; ++i, in = stage.channels, ++number) {
      const std::string block = "blocks." + std::to_string(number);
      const std::string main = block + ".mobile_inverted_conv.";
      const int64_t mid = in * stage.expand;
      if (stage.expand > 1) conv(main + "inverted_bottleneck.conv.conv", mid, in, 1);
      if (stage.expand > 1) norm(main + "inverted_bottleneck.bn", mid);
      conv(main + "depth_conv.conv.conv", mid, 1, 5);
      norm(main + "depth_conv.bn", mid);
      if (stage.squeeze) {
        const int64_t hidden = (mid / 4 + 4) / 8 * 8;
        conv(main + "depth_conv.se.fc.reduce", hidden, mid, 1);
        shapes.push_back({main + "depth_conv.se.fc.reduce.bias", {hidden}});
        conv(main + "depth_conv.se.fc.expand", mid, hidden, 1);
        shapes.push_back({main + "depth_conv.se.fc.expand.bias", {mid}});
      }
      conv(main + "point_linear.conv.conv", stage.channels, mid, 1);
      norm(main + "point_linear.bn", stage.channels);
      conv(block + ".shortcut.conv.conv", stage.channels, in, 1);
    }
  }
  conv("last_conv.final_expand_layer.conv.conv", 1344, 224, 1);
  norm("last_conv.final_expand_layer.bn", 1344);
  conv("last_conv.feature_mix_layer.conv.conv", 1984, 1344, 1);
  shapes.push_back({"classifier.linear.linear.weight", {1000, 1984}});
  shapes.push_back({"classifier.linear.linear.bias", {1000}});
  return shapes;
}

class PublishedSupernet : public testing::TestWithParam<std::string> {
 protected:
  const Space space_ = load_space(golden(GetParam() + ".yaml"));
  const Checkpoint checkpoint_ = read_checkpoint(golden(GetParam() + ".pth"));

  PublishedWeights map(const Checkpoint& checkpoint) const {
    return map_published_weights(space_, checkpoint, "w.pth");
  }

  // The same tensors whatever they are called.
  void expect_same(const Rename& rename) const {
    const PublishedWeights expected = map(checkpoint_);
    const Checkpoint other = renamed(checkpoint_, rename);
    int num_renamed = 0;
    for (const TensorView& tensor : other.tensors.all())
      num_renamed += !checkpoint_.tensors.find(tensor.name);
    ASSERT_GT(num_renamed, 0);
    const PublishedWeights weights = map(other);
    for (const auto list : {&PublishedWeights::parameters, &PublishedWeights::norms}) {
      ASSERT_EQ((weights.*list).all().size(), (expected.*list).all().size());
      for (const TensorView& tensor : (expected.*list).all())
        EXPECT_EQ((weights.*list).at(tensor.name).bytes.data(), tensor.bytes.data()) << tensor.name;
    }
  }
};

TEST_P(PublishedSupernet, HasEveryParameterAndNorm) {
  const PublishedWeights weights = map(checkpoint_);
  const auto& all = checkpoint_.tensors.all();
  EXPECT_EQ(weights.parameters.all().size() + weights.norms.all().size() + weights.num_ignored,
            all.size());
  EXPECT_EQ(weights.num_ignored, std::ranges::count_if(all, [](const TensorView& tensor) {
              return tensor.name.ends_with("num_batches_tracked");
            }));
  EXPECT_EQ(weights.norms.all().size(), 2U * static_cast<size_t>(weights.num_ignored));
}

// Released weights say mobile_inverted_conv, networks by themselves do not wrap, training on
// several cards wraps the whole.
TEST_P(PublishedSupernet, IsTheSameInEverySpelling) {
  const Rename older = [](std::string key) {
    return all_replaced(std::move(key), ".conv.inverted_", ".mobile_inverted_conv.inverted_");
  };
  const Rename shorter = [](std::string key) {
    key = all_replaced(all_replaced(std::move(key), ".bn.bn.", ".bn."), ".conv.conv.", ".conv.");
    return all_replaced(std::move(key), ".linear.linear.", ".linear.");
  };
  const Rename longer = [&](std::string key) {
    key = shorter(std::move(key));
    key = all_replaced(all_replaced(std::move(key), ".bn.", ".bn.bn."), ".linear.",
                       ".linear.linear.");
    return all_replaced(std::move(key), "conv.weight", "conv.conv.weight");
  };
  const Rename wrapped = [](const std::string& key) { return "module." + key; };
  if (GetParam() != "resnet50") expect_same(older);
  expect_same(shorter);
  expect_same(wrapped);
  if (GetParam() != "resnet50") expect_same(longer);
  expect_same([&](std::string key) { return wrapped(older(shorter(std::move(key)))); });
}

TEST_P(PublishedSupernet, OutlivesItsCheckpoint) {
  std::optional<Checkpoint> checkpoint = read_checkpoint(golden(GetParam() + ".pth"));
  const PublishedWeights weights = map(*checkpoint);
  const std::vector<float> bias = values<float>(checkpoint->tensors.all().back());
  checkpoint.reset();
  EXPECT_EQ(values<float>(weights.parameters.all().back()), bias);
}

INSTANTIATE_TEST_SUITE_P(All, PublishedSupernet,
                         testing::Values("mobilenet_v3", "proxyless", "resnet50"));

TEST(PublishedWeights, TakesEachTensorFromWhereItIs) {
  const Checkpoint checkpoint = read_checkpoint(golden("mobilenet_v3.pth"));
  const Space space = load_space(golden("mobilenet_v3.yaml"));
  const PublishedWeights weights = map_published_weights(space, checkpoint, "w.pth");
  const auto expect = [&](const NamedTensors& ours, const char* name, const char* key) {
    EXPECT_EQ(ours.at(name).bytes.data(), checkpoint.tensors.at(key).bytes.data()) << name;
  };
  const NamedTensors& parameters = weights.parameters;
  expect(parameters, "stem.0.main.conv.weight", "first_conv.conv.weight");
  expect(parameters, "stem.1.depthwise.bn.bias", "blocks.0.conv.depth_conv.bn.bias");
  expect(parameters, "stages.0.blocks.0.expand.conv.weight",
         "blocks.1.conv.inverted_bottleneck.conv.conv.weight");
  expect(parameters, "stages.1.blocks.3.depthwise.conv.weight",
         "blocks.8.conv.depth_conv.conv.conv.weight");
  expect(parameters, "stages.1.blocks.3.depthwise.conv.7to5",
         "blocks.8.conv.depth_conv.conv.7to5_matrix");
  expect(parameters, "stages.4.blocks.1.se.reduce.weight",
         "blocks.18.conv.depth_conv.se.fc.reduce.weight");
  expect(parameters, "head.0.conv.weight", "final_expand_layer.conv.weight");
  expect(parameters, "head.2.conv.weight", "feature_mix_layer.conv.weight");
  expect(parameters, "head.4.linear.bias", "classifier.linear.bias");
  expect(weights.norms, "stages.4.blocks.3.project.bn.mean",
         "blocks.20.conv.point_linear.bn.bn.running_mean");
  expect(weights.norms, "head.0.bn.variance", "final_expand_layer.bn.running_var");
}

TEST(PublishedWeights, ReadsAttentiveNas) {
  const Shapes shapes = attentive_nas_shapes();
  const PublishedWeights weights =
      map_published_weights(load_space("attentive_nas"), zeros(shapes), "w.pth");
  EXPECT_EQ(weights.parameters.at("stages.6.blocks.1.se.expand.bias").shape[0], 1344);
  EXPECT_NE(weights.parameters.find("stages.1.blocks.0.shortcut.conv.weight"), nullptr);
  EXPECT_EQ(weights.parameters.find("stages.1.blocks.1.shortcut.conv.weight"), nullptr);
  // Six of bn_tracking and a counter for each norm, and the shortcuts of all but first blocks.
  const int num_norms = 1 + 2 * 2 + 35 * 3 + 1;
  EXPECT_EQ(weights.num_ignored, 7 * num_norms + 37 - 7);
  EXPECT_EQ(weights.norms.all().size(), 2U * num_norms);
}

TEST(PublishedWeights, NeedNoStatistics) {
  const Checkpoint checkpoint = read_checkpoint(golden("resnet50.pth"));
  const Space space = load_space(golden("resnet50.yaml"));
  const Checkpoint without = renamed(checkpoint, [](const std::string& key) {
    return key.starts_with("blocks.3.conv2.bn.bn.running_") ? "" : key;
  });
  const PublishedWeights weights = map_published_weights(space, without, "w.pth");
  EXPECT_EQ(weights.norms.find("stages.0.blocks.3.middle.bn.mean"), nullptr);
  EXPECT_NE(weights.norms.find("stages.0.blocks.3.expand.bn.mean"), nullptr);
}

TEST(PublishedWeights, OfOneArchSkipWhatItSkips) {
  const Space space = load_space(golden("resnet50.yaml"));
  const Checkpoint checkpoint = read_checkpoint(golden("resnet50_subnet.pth"));
  const Json archs = parse_json(read_file(golden("resnet50.json"), 1 << 20), "resnet50.json");
  const Arch arch = arch_from_json(space, archs.back(), "resnet50.json");
  const PublishedWeights weights = map_published_weights(space, arch, checkpoint, "w.pth");
  const auto expect = [&](const char* name, const char* key) {
    EXPECT_EQ(weights.parameters.at(name).bytes.data(), checkpoint.tensors.at(key).bytes.data());
  };
  expect("stem.2.main.conv.weight", "input_stem.1.conv.weight");
  expect("stages.0.blocks.2.reduce.conv.weight", "blocks.2.conv1.conv.weight");
  expect("stages.1.blocks.0.shortcut.conv.weight", "blocks.3.downsample.conv.weight");
}

// In no space do two parameters share a key, or have none.
TEST(PublishedNames, AreDistinctInEverySpace) {
  int num_spaces = 0;
  for (const std::string& name : space_names()) {
    const Space space = load_space(name);
    if (!has_published_names(space)) continue;
    ++num_spaces;
    std::set<std::string> keys;
    for (const WantedTensor& tensor : WantedTensors(space, nullptr).parameters) {
      EXPECT_TRUE(keys.insert(tensor.key).second) << name << " " << tensor.key;
      EXPECT_NE(tensor.key, tensor.name) << name;
    }
  }
  EXPECT_GE(num_spaces, 7);
}

TEST(PublishedNames, HaveOneShortestSpelling) {
  EXPECT_EQ(plain_key("module.blocks.1.mobile_inverted_conv.point_linear.bn.bn.weight"),
            "blocks.1.conv.point_linear.bn.weight");
  EXPECT_EQ(plain_key("input_stem.1.conv.conv.conv.weight"), "input_stem.1.conv.weight");
  EXPECT_EQ(plain_key("last_conv.feature_mix_layer.conv.conv.weight"),
            "feature_mix_layer.conv.weight");
  EXPECT_EQ(plain_key(""), "");
  EXPECT_EQ(plain_key(".."), "");
}

}  // namespace
}  // namespace ofa
