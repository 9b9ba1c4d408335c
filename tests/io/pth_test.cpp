#include "io/pth.h"

#include "io/safetensors.h"
#include "zip_builder.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::string text32(const std::string& text) {
  return "X" + bytes_of(text.size(), 4) + text;
}

std::string tuple_of(const std::vector<int64_t>& numbers) {
  std::string tuple = "(";
  for (const int64_t number : numbers)
    tuple += "\x8A\x08" + bytes_of(static_cast<uint64_t>(number), 8);
  return tuple + "t";
}

// A tensor of floats in storage "0", as torch.save describes it.
std::string tensor(const std::vector<int64_t>& shape, const std::vector<int64_t>& strides,
                   int offset = 0, int storage_elements = 4) {
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + text32("storage") + "ctorch\nFloatStorage\n" +
         text32("0") + text32("cpu") + "J" + bytes_of(static_cast<uint64_t>(storage_elements), 4) +
         "tQJ" + bytes_of(static_cast<uint64_t>(offset), 4) + tuple_of(shape) + tuple_of(strides) +
         "\x89NtR";
}

std::string zip_of(const std::string& value, const std::string& storage = std::string(16, 'x')) {
  ZipBuilder zip;
  zip.add("any/data.pkl", "\x80\x02" + value + ".");
  zip.add("any/data/0", storage);
  return zip.build();
}

Checkpoint parse(const std::string& bytes) {
  return parse_checkpoint(bytes, "w.pth");
}

std::string error_in(const std::string& bytes) {
  return error_of([&] { parse(bytes); });
}

std::string tensor_error(const std::string& value) {
  return error_in(zip_of("}" + text32("blocks.1.conv.weight") + value + "s"));
}

class PthForms : public testing::TestWithParam<const char*> {};

// Both come from the same PyTorch weights; safetensors has them contiguous.
TEST_P(PthForms, HoldTheWeightsThatSafetensorsHolds) {
  const Checkpoint checkpoint = read_checkpoint(data_file(GetParam()));
  const NamedTensors expected = read_safetensors(data_file("reference.safetensors")).tensors;
  ASSERT_EQ(checkpoint.tensors.all().size(), expected.all().size());
  for (const TensorView& tensor : expected.all()) {
    const TensorView& ours = checkpoint.tensors.at(tensor.name);
    EXPECT_EQ(ours.dtype, tensor.dtype) << tensor.name;
    EXPECT_EQ(ours.shape, tensor.shape) << tensor.name;
    EXPECT_EQ(as_text(ours.bytes), as_text(tensor.bytes)) << tensor.name;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(ours.bytes.data()) % 64, 0U) << tensor.name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, PthForms,
                         testing::Values("zip.pth", "legacy.pth", "deflated.pth", "protocol4.pth"));

TEST(Pth, KeepsTheOrderAndNamesWhatItIgnores) {
  for (const char* name : {"zip.pth", "legacy.pth"}) {
    const Checkpoint checkpoint = read_checkpoint(data_file(name));
    EXPECT_EQ(checkpoint.tensors.all()[0].name, "plain");
    EXPECT_EQ(checkpoint.tensors.all().back().name, "bn.num_batches_tracked");
    EXPECT_THAT(checkpoint.ignored,
                UnorderedElementsAre("epoch", "best_acc", "size", "device", "dtype", "optimizer"));
  }
}

TEST(Pth, GathersStridedTensors) {
  const Checkpoint checkpoint = read_checkpoint(data_file("legacy.pth"));
  EXPECT_THAT(values<float>(checkpoint.tensors.at("part")), ElementsAre(8, 9, 10, 14, 15, 16));
  EXPECT_THAT(values<float>(checkpoint.tensors.at("expanded")), ElementsAre(1, 1, 1, 2, 2, 2));
  EXPECT_THAT(values<int64_t>(checkpoint.tensors.at("bn.num_batches_tracked")), ElementsAre(0));
}

TEST(Pth, FindsTheWeightsUnderModelToo) {
  const std::string weights = "}" + text32("w") + tensor({2, 2}, {2, 1}) + "s";
  const Checkpoint checkpoint =
      parse(zip_of("}(" + text32("epoch") + "K\1" + text32("model") + weights + "u"));
  EXPECT_THAT(checkpoint.tensors.at("w").shape, ElementsAre(2, 2));
  EXPECT_THAT(checkpoint.ignored, ElementsAre("epoch"));
  EXPECT_THAT(parse(zip_of(weights)).tensors.all().size(), 1U);
}

TEST(Pth, ReadsThePublishedPredictor) {
  const std::filesystem::path path = source_dir() / "../shared/published/acc_predictor.pth";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  const NamedTensors tensors = read_checkpoint(path).tensors;
  std::vector<std::string> layers;
  for (const TensorView& tensor : tensors.all())
    layers.push_back(tensor.name + shape_text(tensor.shape));
  EXPECT_THAT(layers,
              ElementsAre("0.weight[400, 128]", "0.bias[400]", "2.weight[400, 400]", "2.bias[400]",
                          "4.weight[400, 400]", "4.bias[400]", "6.weight[1, 400]", "6.bias[1]"));
  EXPECT_NEAR(values<float>(tensors.at("6.bias"))[0], 0.7587, 5e-5);
}

TEST(Pth, ChecksATensorAgainstItsStorage) {
  const std::string where = "w.pth: tensor \"blocks.1.conv.weight\": ";
  EXPECT_EQ(tensor_error(tensor({4}, {1})), "no error");
  EXPECT_EQ(tensor_error(tensor({1024}, {1})), where + "4,096 bytes needed, the storage holds 16");
  EXPECT_EQ(tensor_error(tensor({4}, {1}, 1)), where + "20 bytes needed, the storage holds 16");
  EXPECT_EQ(tensor_error(tensor({2, 2}, {3, 1})), where + "20 bytes needed, the storage holds 16");
  EXPECT_EQ(tensor_error(tensor({2}, {-1})),
            where + "shape [2] with strides [-1] from element 0 makes no sense");
  EXPECT_EQ(tensor_error(tensor({2}, {1}, -1)),
            where + "shape [2] with strides [1] from element -1 makes no sense");
  EXPECT_EQ(
      tensor_error(tensor({INT64_MAX, 2}, {0, 0})),
      where + "shape [9223372036854775807, 2] with strides [0, 0] from element 0 makes no sense");
  EXPECT_EQ(tensor_error(tensor({3}, {INT64_MAX / 2})),
            where + "shape [3] with strides [4611686018427387903] from element 0 makes no sense");
  EXPECT_EQ(tensor_error(tensor(std::vector<int64_t>(65, 1), {})), where + "65 dimensions");
}

TEST(Pth, ChecksAStorageAgainstItsBytes) {
  EXPECT_EQ(tensor_error(tensor({1}, {1}, 0, 5)),
            "w.pth: \"any/data/0\": 5 elements of F32 expected, got 16 bytes");
  const std::string other = replaced(tensor({1}, {1}), text32("0"), text32("../0"));
  EXPECT_EQ(tensor_error(other), "w.pth: zip archive: no entry \"any/data/../0\"");
}

// A stride of 0 makes any number of elements out of one.
TEST(Pth, LimitsTheMemoryOfAllTensors) {
  EXPECT_THAT(tensor_error(tensor({1'000'000'000}, {0})),
              EndsWith("brings the tensors to more than 1.1 MB, too many for a file of 385 B"));
  std::string dict = "}(";
  for (int i = 0; i < 20; ++i) dict += text32(std::to_string(i)) + tensor({50'000}, {0});
  EXPECT_THAT(error_in(zip_of(dict + "u")),
              HasSubstr("w.pth: tensor \"5\": brings the tensors to more"));
}

TEST(Pth, SaysWhatAFileIs) {
  EXPECT_EQ(error_in(""), "w.pth: neither a zip archive nor a pickle: not a file of torch.save");
  EXPECT_EQ(error_in("\x80\x02K\1."), "w.pth: a pickle, but not one that torch.save wrote");
  EXPECT_EQ(error_in(std::string(257, 'x') + "ustar" + std::string(250, 'x')),
            "w.pth: a tar archive, as PyTorch wrote before 0.1.10; load and save it again with a "
            "newer one");
  ZipBuilder zip;
  zip.add("word/document.xml", "x");
  EXPECT_EQ(error_in(zip.build()),
            "w.pth: a zip archive, but not one that torch.save wrote: no data.pkl in it");
  zip.add("a/data.pkl", "\x80\x02}.");
  zip.add("a/byteorder", "big");
  EXPECT_EQ(error_in(zip.build()), "w.pth: byte order \"big\"; only little endian is read");
  EXPECT_THAT(error_of([] { read_checkpoint(data_file("script.pth")); }),
              HasSubstr("script.pth: a TorchScript program"));
  EXPECT_THAT(
      error_of([] { read_checkpoint(data_file("module.pth")); }),
      HasSubstr(
          "module.pth: module/data.pkl: byte 12: pickle: refers to \"__main__\".\"Net\", which"));
}

TEST(Pth, SaysWhatADictLacks) {
  EXPECT_EQ(error_in(zip_of("]")), "w.pth: a dict of tensors expected, got a list");
  EXPECT_EQ(error_in(zip_of("}")), "w.pth: no tensors in its dict");
  EXPECT_EQ(error_in(zip_of("}U\5epochK\1sU\4argsNs")),
            "w.pth: no tensors in its dict; it has \"epoch\", \"args\"");
  EXPECT_EQ(error_in(zip_of("}K\1" + tensor({1}, {1}) + "s")),
            "w.pth: a tensor under an integer; a name expected");
  const std::string twice = text32("a") + tensor({1}, {1});
  EXPECT_EQ(error_in(zip_of("}(" + twice + twice + "u")), "w.pth: two tensors \"a\"");
}

// The storages of the older form follow the pickle, each with its number of elements.
TEST(PthLegacy, ChecksTheStorages) {
  const std::string legacy = data_bytes("legacy.pth");
  EXPECT_EQ(error_in(legacy + "xy"), "w.pth: 2 bytes after the last storage");
  EXPECT_THAT(error_in(legacy.substr(0, legacy.size() - 1)), HasSubstr("; is the file cut off?"));
  EXPECT_THAT(error_in(replaced(legacy, bytes_of(24, 8), bytes_of(25, 8))),
              HasSubstr(": 24 elements expected, got 25"));
  EXPECT_EQ(error_in(replaced(legacy, "little_endianq\2\x88", "little_endianq\2\x89")),
            "w.pth: written by a big-endian machine; only little endian is read");
  EXPECT_EQ(error_in(replaced(legacy, "M\xE9\3.", "M\xEA\3.")),
            "w.pth: an unknown version of PyTorch's format; 1001 expected");
}

// A dict of tensors, then the list of storages, behind what torch.save writes first.
std::string legacy_of(const std::string& dict, const std::string& keys) {
  const std::string legacy = data_bytes("legacy.pth");
  const std::string preamble = legacy.substr(0, legacy.find("uu.") + 3);
  return preamble + "\x80\x02}(" + dict + "u.\x80\x02]" + keys + "." + bytes_of(4, 8) +
         std::string(16, 'x');
}

TEST(PthLegacy, ChecksWhatRefersToAStorage) {
  const std::string good = text32("a") + tensor({4}, {1});
  const std::string key = text32("0") + "a";
  EXPECT_EQ(error_in(legacy_of(good, key)), "no error");
  EXPECT_EQ(error_in(legacy_of(good, text32("1") + "a")),
            "w.pth: storage \"1\": nothing refers to it");
  EXPECT_EQ(error_in(legacy_of(good, "K\1a")), "w.pth: an integer in the list of storages");
  const std::string smaller = text32("b") + tensor({1}, {1}, 0, 3);
  EXPECT_EQ(error_in(legacy_of(good + smaller, key)),
            "w.pth: storage \"0\": described in two ways");
  const std::string other = text32("b") + replaced(tensor({1}, {1}), text32("0"), text32("1"));
  EXPECT_EQ(error_in(legacy_of(good + other, key)),
            "w.pth: storage \"1\": its bytes are not in the file");
}

}  // namespace
}  // namespace ofa
