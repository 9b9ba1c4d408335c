// Exported files against our own forward, over every space.
#include <gmock/gmock.h>

#include "core/file.h"
#include "export/fold.h"
#include "export/onnx_write.h"
#include "runtime/folded_run.h"
#include "runtime/libtorch.h"
#include "space/sample.h"
#include "space/space.h"
#include "tests/core/temp_folder.h"
#include "tests/error_of.h"
#include "tests/export/export_testing.h"
#include "tests/verify/verify_testing.h"
#include "verify/first_difference.h"
#include "verify/network_of.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class ExportOfEverySpace : public testing::TestWithParam<std::string> {
 protected:
  const RandomSupernet net_ = plausible_supernet(GetParam(), 1);
  const std::vector<Arch> archs_ = some_archs();

 private:
  std::vector<Arch> some_archs() const {
    std::vector<Arch> archs{random_arch(net_.space, 1)};
    if (count(0, 1)) archs = small_archs(net_.space, 10, 2);
    for (Arch& arch : archs) arch.resolution = count(96, 160);
    return archs;
  }
};

TEST_P(ExportOfEverySpace, SaysWhatOurForwardSaysOnEveryRuntime) {
  for (const Arch& arch : archs_) {
    const Subnet subnet = random_subnet(net_, arch, 3);
    const Graph& graph = subnet.plan.graph;
    const DatasetInfo info = plain_info(graph);
    const Pictures pictures = noise_pictures(count(16, 256), arch.resolution, info.channels, 4);
    const at::NoGradGuard no_grad;
    const std::vector<float> expected = to_floats(subnet.evaluate(tensor_of(pictures, info)));
    for (const bool pixels : {false, true}) {
      OnnxOptions onnx{.batch = {}, .pixels = {}, .quantization = {}, .metadata = {}};
      if (pixels) onnx.pixels = PixelInput{info.mean, info.std};
      const std::string bytes = to_onnx(fold(network_of(subnet)), onnx);
      for (const Runtime& runtime : choose_runtimes({})) {
        const RuntimeCheck check =
            check_file(runtime, {}, bytes, card_for(info, 1e-4, pixels), pictures, expected);
        EXPECT_LE(check.agreement.largest, 1e-4) << runtime.name;
        EXPECT_EQ(check.agreement.same_top1, 1) << runtime.name;
      }
    }
  }
}

// Each block on what the unfolded network gives it: what floats round off stays small.
TEST_P(ExportOfEverySpace, IsFoldedAndMergedToTheSameFunction) {
  for (const Arch& arch : archs_) {
    const Subnet subnet = random_subnet(net_, arch, 3);
    const Graph& before = subnet.plan.graph;
    const at::NoGradGuard no_grad;
    const DatasetInfo info = plain_info(before);
    const at::Tensor images = tensor_of(noise_pictures(4, arch.resolution, info.channels, 5), info);
    std::vector<ValueId> outputs;
    for (const Block& block : before.blocks) outputs.push_back(before.block_output(block));
    Values expected =
        evaluate(subnet.weights, subnet.plan, images, subnet.statistics, at::kFloat, outputs);
    expected[before.input] = images;
    const Network folded = fold(network_of(subnet));
    for (const Network& network : {folded, merge_parallel(folded)}) {
      const Graph& graph = network.graph;
      const FoldedRun run(network);
      ASSERT_EQ(graph.blocks.size(), before.blocks.size());
      for (size_t i = 0; i < graph.blocks.size(); ++i) {
        const Block& block = graph.blocks[i];
        std::vector<at::Tensor> values(graph.values.size());
        values[graph.block_input(block)] = expected.at(before.block_input(before.blocks[i]));
        for (int k = 0; k < block.num_ops; ++k)
          values[graph.ops[block.first_op + k].output] =
              run.apply(block.first_op + k, run.inputs(block.first_op + k, values));
        EXPECT_LT(relative_difference(values[graph.block_output(block)], expected.at(outputs[i])),
                  1e-5)
            << block.name;
      }
    }
  }
}

// The numbers alone give it away, without any checksum.
TEST_P(ExportOfEverySpace, IsRefutedWhereAWeightIsOffByOnePercent) {
  const Subnet subnet = random_subnet(net_, archs_.back(), 3);
  const DatasetInfo info = plain_info(subnet.plan.graph);
  const Pictures pictures = noise_pictures(8, archs_.back().resolution, info.channels, 4);
  const Network folded = fold(network_of(subnet));
  const at::NoGradGuard no_grad;
  const at::Tensor images = tensor_of(pictures, info);
  const std::vector<float> expected = to_floats(subnet.evaluate(images));
  const std::vector<std::byte> input = model_input(pictures, info, false);
  const Runtime runtime = choose_runtimes({}).front();
  const FoldedRun own(folded);
  for (const size_t index : {folded.graph.blocks.size() / 2, folded.graph.blocks.size() - 1}) {
    const Block& block = folded.graph.blocks[index];
    const Op* op = &folded.graph.ops[Graph::last_op(block)];
    while (!has_weights(*op)) --op;
    Network off = folded;
    for (float& weight : off.values[op->parameters[0]]) weight *= 1.01f;
    const std::string bytes =
        to_onnx(off, {.batch = {}, .pixels = {}, .quantization = {}, .metadata = {}});
    const RuntimeCheck check =
        check_file(runtime, {}, bytes, card_for(info, 1e-4), pictures, expected);
    EXPECT_FALSE(check.passed()) << op->name;
    EXPECT_EQ(first_differing_block(runtime, {}, bytes, own, images, input, 1e-4), block.name);
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, ExportOfEverySpace, testing::ValuesIn(space_names()),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

// Norms that follow no convolution, dropout in the middle, every activation: what shipped spaces
// do without.
TEST(Fold, EqualsToySpacesOnEveryRuntime) {
  for (const Space& space : {toy_space(), scaled_toy_space()})
    for (const Arch& arch : small_archs(space, 4, 1, 12)) {
      const RandomSupernet net = random_supernet(space, 1);
      const Subnet subnet = random_subnet(net, arch, 3);
      const Value& input = subnet.plan.graph.values[subnet.plan.graph.input];
      if (input.height != input.width) continue;
      const DatasetInfo info = plain_info(subnet.plan.graph);
      const Pictures pictures = noise_pictures(16, input.height, info.channels, 4);
      const at::NoGradGuard no_grad;
      const std::vector<float> expected = to_floats(subnet.evaluate(tensor_of(pictures, info)));
      const std::string bytes = to_onnx(merge_parallel(fold(network_of(subnet))), {});
      for (const Runtime& runtime : choose_runtimes({}))
        EXPECT_TRUE(
            check_file(runtime, {}, bytes, card_for(info, 1e-4), pictures, expected).passed())
            << space.name << " " << runtime.name;
    }
}

TEST(LibTorchModel, IsARuntimeLikeTheOthers) {
  const Space space = load_space("fashion");
  const Network folded = fold(random_network(space, min_arch(space), 1));
  const Pictures pictures = noise_pictures(5, 24, 1, 1);
  const DatasetInfo info = plain_info(folded.graph);
  const std::vector<std::byte> input = model_input(pictures, info, false);
  const auto own = libtorch_model(folded, {.threads = at::get_num_threads()});
  const std::vector<float> logits = run_model(*own, input).front();
  const RuntimeCheck check = check_file(choose_runtimes({}).front(), {}, to_onnx(folded, {}),
                                        card_for(info, 1e-5), pictures, logits);
  EXPECT_TRUE(check.passed()) << check.agreement.largest;
}

TEST(ExportSubnet, LeavesNoFileWhereARuntimeSaysSomethingElse) {
  const RandomSupernet net = random_supernet("fashion", 1);
  const Subnet subnet = random_subnet(net, min_arch(net.space), 3);
  const TempFolder folder;
  const std::string file = (folder.path() / "a.onnx").string();
  // A runtime that runs another network than the one it is given.
  static std::string another;
  another = to_onnx(fold(random_network(net.space, min_arch(net.space), 99)), {});
  Runtime wrong = choose_runtimes({}).front();
  static auto* const load = wrong.load;
  wrong.load = [](const std::string& bytes, const RuntimeOptions& options) {
    std::unique_ptr<LoadedModel> own = load(bytes, options);
    return own->num_outputs() > 1 ? std::move(own) : load(another, options);
  };
  ExportOptions options;
  options.runtimes = {wrong};
  const DatasetInfo info = plain_info(subnet.plan.graph);
  const std::string error = error_of([&] { export_subnet(subnet, info, nullptr, options, file); });
  EXPECT_THAT(error, HasSubstr("a.onnx: openvino"));
  EXPECT_THAT(error, HasSubstr("says something else: logits differ by"));
  EXPECT_THAT(error, HasSubstr("nothing was written"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace ofa
