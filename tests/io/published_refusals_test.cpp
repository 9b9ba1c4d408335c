#include "io/published_weights.h"
#include "published_testing.h"
#include "space/arch_text.h"

namespace ofa {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class PublishedRefusals : public testing::Test {
 protected:
  const Space space_ = load_space(golden("mobilenet_v3.yaml"));
  const Checkpoint checkpoint_ = read_checkpoint(golden("mobilenet_v3.pth"));

  std::string error(const Space& space, const Checkpoint& checkpoint) const {
    return error_of([&] { map_published_weights(space, checkpoint, "w.pth"); });
  }
};

TEST_F(PublishedRefusals, NameAllThatDiffers) {
  Checkpoint other = renamed(checkpoint_, [](const std::string& key) -> std::string {
    if (key == "first_conv.conv.weight") return "first_convolution.weight";
    if (key == "blocks.2.conv.point_linear.bn.bn.running_var") return "";
    return key;
  });
  std::vector<TensorView> tensors = other.tensors.all();
  for (TensorView& tensor : tensors) {
    if (tensor.name == "classifier.linear.bias") tensor.shape = {5, 2};
    if (tensor.name == "final_expand_layer.bn.bias") tensor.dtype = DType::kF16;
  }
  tensors.push_back(checkpoint_.tensors.at("first_conv.bn.bias"));
  tensors.back().name = "module.first_conv.bn.bias";
  other.tensors = NamedTensors("w.pth", tensors, nullptr);
  EXPECT_EQ(error(space_, other),
            "w.pth: not the weights of space mobilenet_v3: 2 keys missing, 2 extra, 2 of another "
            "shape\n"
            "  missing: \"first_conv.conv.weight\"\n"
            "  missing: \"blocks.2.conv.point_linear.bn.running_var\"\n"
            "  extra: \"module.first_conv.bn.bias\" beside another spelling of it\n"
            "  extra: \"first_convolution.weight\"\n"
            "  of another shape: \"final_expand_layer.bn.bias\" F16 [96] instead of F32 [96]\n"
            "  of another shape: \"classifier.linear.bias\" [5, 2] instead of [10]");
}

TEST_F(PublishedRefusals, SayWhichClassesWouldFit) {
  Space space = space_;
  space.spec.classes = 1000;
  EXPECT_EQ(error(space, checkpoint_),
            "w.pth: not the weights of space mobilenet_v3: 0 keys missing, 0 extra, 2 of another "
            "shape; classifier.linear.weight is [10, 128], space mobilenet_v3 has 1000 classes; "
            "set classes: 10 in a space of your own\n"
            "  of another shape: \"classifier.linear.weight\" [10, 128] instead of [1000, 128]\n"
            "  of another shape: \"classifier.linear.bias\" [10] instead of [1000]");
}

TEST_F(PublishedRefusals, SayWhichSpaceWouldFit) {
  Space wider = load_space("mobilenet_v3_1.2x");
  wider.spec.classes = 7;
  const std::string text = error(load_space("mobilenet_v3"), zeros_for(wider));
  EXPECT_THAT(text, StartsWith("w.pth: not the weights of space mobilenet_v3: 0 keys missing, 0 "
                               "extra, 371 of another shape; it is a supernet of space "
                               "mobilenet_v3_1.2x\n  of another shape: \"first_conv.conv.weight\" "
                               "[24, 3, 3, 3] instead of [16, 3, 3, 3]\n"));
  EXPECT_EQ(std::ranges::count(text, '\n'), 21);
  EXPECT_THAT(text, testing::EndsWith("\n  of another shape: 351 more"));
}

TEST_F(PublishedRefusals, TellASupernetFromOneNetwork) {
  const Checkpoint subnet = read_checkpoint(golden("mobilenet_v3_subnet.pth"));
  EXPECT_THAT(error(space_, subnet),
              HasSubstr(" of another shape; it looks like one network by itself; give its arch\n"));
  const Arch arch = parse_arch(space_, "min");
  EXPECT_THAT(error_of([&] { map_published_weights(space_, arch, checkpoint_, "w.pth"); }),
              AllOf(StartsWith("w.pth: not the weights of arch " + to_text(space_, arch) +
                               " of space mobilenet_v3: "),
                    HasSubstr("; it is a supernet of space mobilenet_v3\n"),
                    HasSubstr("\n  extra: \"blocks.1.conv.depth_conv.conv.5to3_matrix\"\n")));
}

TEST_F(PublishedRefusals, SayWhenNothingFits) {
  const Checkpoint other = zeros({{"layer1.0.conv1.weight", {64, 64, 1, 1}}});
  EXPECT_THAT(error(space_, other),
              StartsWith("w.pth: not the weights of space mobilenet_v3: 283 keys missing, 1 extra, "
                         "0 of another shape; no key is one of a published network\n"));
  EXPECT_EQ(error(load_space("mobilenet_v1"), other),
            "space mobilenet_v1: stages.0 is of block separable; published are weights of mbconv "
            "and bottleneck");
}

}  // namespace
}  // namespace ofa
