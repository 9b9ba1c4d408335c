#include <gmock/gmock.h>

#include <set>

#include "export/fold.h"
#include "export/onnx_read.h"
#include "export/onnx_write.h"
#include "graph/cost.h"
#include "space/lower.h"
#include "space/sample.h"
#include "tests/export/export_testing.h"
#include "tests/export/onnx_testing.h"
#include "tests/space/space_testing.h"

namespace ofa {
namespace {

using testing::HasSubstr;

std::vector<Arch> some_archs(const Space& space) {
  std::vector<Arch> archs{min_arch(space), max_arch(space)};
  for (uint64_t seed = 0; seed < 2; ++seed) archs.push_back(random_arch(space, seed));
  return archs;
}

Quantization quantized(const Graph& graph) {
  Quantization quantization = plan_quantization(graph, {});
  for (const ValueId value : byte_values(graph, quantization))
    quantization.scales[value] = byte_scale(-1, 3);
  return quantization;
}

class OnnxOfEverySpace : public EverySpace {};

TEST_P(OnnxOfEverySpace, PassesTheCheckerAndStrictShapeInferenceInEveryForm) {
  for (const Arch& arch : some_archs(space_)) {
    const Network network = fold(random_network(space_, arch, 1));
    for (const bool merged : {false, true}) {
      const Network folded = merged ? merge_parallel(network) : network;
      const int64_t channels = folded.graph.channels(folded.graph.input);
      const PixelInput pixels{std::vector<double>(channels, 0.5),
                              std::vector<double>(channels, 0.25)};
      EXPECT_NO_THROW(check_onnx(to_onnx(folded, {}), "float"));
      EXPECT_NO_THROW(check_onnx(
          to_onnx(folded, {.batch = {}, .pixels = pixels, .quantization = {}, .metadata = {}}),
          "pixels"));
      EXPECT_NO_THROW(check_onnx(
          to_onnx(
              folded,
              {.batch = 4, .pixels = {}, .quantization = quantized(folded.graph), .metadata = {}}),
          "bytes"));
    }
  }
}

TEST_P(OnnxOfEverySpace, HasTheMacsThatDescribeTells) {
  for (const Arch& arch : some_archs(space_)) {
    const Network network = fold(random_network(space_, arch, 1));
    const int64_t expected = cost(lower(space_, arch)).macs;
    EXPECT_EQ(macs_of_nodes(to_onnx(network, {})), expected);
    EXPECT_EQ(macs_of_nodes(to_onnx(merge_parallel(network), {})), expected);
    EXPECT_EQ(cost(network.graph).macs, expected);
  }
}

TEST_P(OnnxOfEverySpace, CallsNodesAsTheBlocksOfTheNetworkAreCalled) {
  const Network network = fold(random_network(space_, max_arch(space_), 1));
  std::set<std::string> names;
  const onnx::ModelProto model = parsed(to_onnx(network, {}));
  for (const auto& node : model.graph().node())
    EXPECT_TRUE(names.insert(node.name()).second) << node.name() << " is there twice";
  for (const Op& op : network.graph.ops) EXPECT_THAT(names, testing::Contains(op.name));
}

TEST_P(OnnxOfEverySpace, IsFoldedToFewerOperationsWithoutNorms) {
  for (const Arch& arch : some_archs(space_)) {
    const Network network = random_network(space_, arch, 1);
    const Network folded = fold(network);
    EXPECT_LT(folded.graph.ops.size(), network.graph.ops.size());
    EXPECT_TRUE(folded.moments.empty());
    for (const Op& op : folded.graph.ops) {
      EXPECT_FALSE(std::holds_alternative<BatchNorm>(op.operation)) << op.name;
      EXPECT_FALSE(std::holds_alternative<Dropout>(op.operation)) << op.name;
    }
  }
}

OFA_OVER_EVERY_SPACE(OnnxOfEverySpace);

Network small_network() {
  const Space space = load_space("fashion");
  return fold(random_network(space, min_arch(space), 1));
}

std::string file_of(const ModelCard& card, const Network& network) {
  return to_onnx(network,
                 {.batch = 1, .pixels = {}, .quantization = {}, .metadata = to_metadata(card)});
}

TEST(OnnxFile, TellsWhatItTakesAndGives) {
  const Network network = small_network();
  const OnnxDescription floats = read_onnx(file_of(sample_card(24, 1, 10), network), "a.onnx");
  EXPECT_FALSE(floats.takes_pixels);
  EXPECT_THAT(floats.image, testing::ElementsAre(1, 24, 24));
  EXPECT_EQ(floats.num_classes, 10);
  const OnnxDescription pixels =
      read_onnx(to_onnx(network, {.batch = {},
                                  .pixels = PixelInput{{0.5}, {0.5}},
                                  .quantization = {},
                                  .metadata = {{"format", kModelFormat}}}),
                "a.onnx");
  EXPECT_TRUE(pixels.takes_pixels);
  EXPECT_THAT(pixels.image, testing::ElementsAre(24, 24, 1));
}

TEST(OnnxFile, KnowsThatItWasChanged) {
  const std::string bytes = file_of(sample_card(24, 1, 10), small_network());
  int seen = 0;
  for (size_t i = 0; i < bytes.size(); i += bytes.size() / 97) {
    std::string changed = bytes;
    changed[i] ^= 0x10;
    seen += !error_of([&] { read_onnx(changed, "a.onnx"); }).empty();
  }
  EXPECT_GE(seen, 97);
  onnx::ModelProto model = parsed(bytes);  // one weight by 1 %
  std::string& weights = *model.mutable_graph()->mutable_initializer(0)->mutable_raw_data();
  float first;
  std::memcpy(&first, weights.data(), sizeof(first));
  first *= 1.01f;
  std::memcpy(weights.data(), &first, sizeof(first));
  EXPECT_EQ(error_of([&] { read_onnx(model.SerializeAsString(), "a.onnx"); }),
            "a.onnx: changed after its export: it is not what its checksum is of");
}

TEST(OnnxFile, IsRefusedWhereItIsNotWholeOrNotOurs) {
  const std::string bytes = file_of(sample_card(24, 1, 10), small_network());
  for (size_t length = 0; length < bytes.size(); length += bytes.size() / 50)
    EXPECT_NE(error_of([&] { read_onnx(bytes.substr(0, length), "a.onnx"); }), "") << length;
  EXPECT_THAT(error_of([&] { read_onnx("no model", "a.onnx"); }),
              HasSubstr("a.onnx: not a whole ONNX model (8 bytes)"));
  EXPECT_THAT(error_of([&] { read_onnx(to_onnx(small_network(), {}), "a.onnx"); }),
              HasSubstr("not a model that ofa exported"));
}

TEST(OnnxFile, GivesInnerValuesWhenAsked) {
  const Network network = small_network();
  const Block& block = network.graph.blocks[1];
  const std::string name = onnx_name(network.graph, network.graph.block_output(block));
  const std::string bytes = with_outputs(to_onnx(network, {}), {name});
  EXPECT_EQ(parsed(bytes).graph().output_size(), 2);
  EXPECT_EQ(parsed(bytes).graph().output(1).name(), name);
}

}  // namespace
}  // namespace ofa
