#include <algorithm>

#include "io/safetensors.h"
#include "io_testing.h"
#include "tests/core/temp_folder.h"

namespace ofa {
namespace {

using testing::EndsWith;

const std::vector<float> kFloats = {1, 2, 3};
const std::vector<uint8_t> kBytes = {7};

std::vector<TensorView> two_tensors() {
  return {view_of<uint8_t>("a", {}, kBytes), view_of<float>("grüße \"x\"\n", {3, 1}, kFloats)};
}

TEST(SafetensorsWrite, RoundTrips) {
  const TempFolder folder;
  const Metadata metadata = {{"format", "ofa-weights/1"}, {"key \"", "\x01"}};
  write_safetensors(folder / "w.safetensors", two_tensors(), metadata);
  const SafetensorsFile file = read_safetensors(folder / "w.safetensors");
  EXPECT_EQ(file.metadata, metadata);
  EXPECT_EQ(values<float>(file.tensors.at("grüße \"x\"\n")), kFloats);
  EXPECT_EQ(file.tensors.at("grüße \"x\"\n").shape, (std::vector<int64_t>{3, 1}));
  EXPECT_EQ(values<uint8_t>(file.tensors.at("a")), kBytes);
}

TEST(SafetensorsWrite, PutsDataOnA64ByteBoundaryAndWideElementsFirst) {
  const TempFolder folder;
  write_safetensors(folder / "w.safetensors", two_tensors());
  const std::string bytes = read_file(folder / "w.safetensors", 1000);
  EXPECT_EQ((bytes.size() - 13) % 64, 0U);
  EXPECT_EQ(bytes.back(), 7);
  EXPECT_EQ(bytes.substr(8, 2), "{\"");
}

TEST(SafetensorsWrite, EqualTensorsGiveEqualBytes) {
  const TempFolder folder;
  std::vector<TensorView> tensors = two_tensors();
  write_safetensors(folder / "1", tensors);
  std::ranges::reverse(tensors);
  write_safetensors(folder / "2", tensors);
  EXPECT_EQ(read_file(folder / "1", 1000), read_file(folder / "2", 1000));
}

// Every bit of the file: its length, its header, the checksum, the padding, the data.
TEST(SafetensorsWrite, NoBitCanFlipUnseen) {
  const TempFolder folder;
  write_safetensors(folder / "w", two_tensors(), {{"step", "12"}});
  const std::string bytes = read_file(folder / "w", 1000);
  EXPECT_TRUE(parse_safetensors(bytes, "w").is_proven);
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    bool seen = false;
    try {
      seen = !parse_safetensors(damaged, "w").is_proven;  // the name of the checksum itself
    } catch (const Error&) {
      seen = true;
    }
    EXPECT_TRUE(seen) << "bit " << bit;
  }
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_THROW(parse_safetensors(bytes.substr(0, size), "w"), Error);
}

TEST(SafetensorsWrite, FilesOfOthersAreNotProven) {
  EXPECT_FALSE(read_safetensors(data_file("reference.safetensors")).is_proven);
}

TEST(SafetensorsWrite, WritesTheReferencesTensorsBack) {
  const TempFolder folder;
  const SafetensorsFile reference = read_safetensors(data_file("reference.safetensors"));
  write_safetensors(folder / "w", reference.tensors.all(), reference.metadata);
  const SafetensorsFile ours = read_safetensors(folder / "w");
  EXPECT_EQ(ours.metadata, reference.metadata);
  ASSERT_EQ(ours.tensors.all().size(), reference.tensors.all().size());
  for (const TensorView& tensor : reference.tensors.all()) {
    const TensorView& copy = ours.tensors.at(tensor.name);
    EXPECT_EQ(copy.dtype, tensor.dtype);
    EXPECT_EQ(copy.shape, tensor.shape);
    EXPECT_EQ(as_text(copy.bytes), as_text(tensor.bytes)) << tensor.name;
  }
}

TEST(SafetensorsWrite, WritesNoTensorsToo) {
  const TempFolder folder;
  write_safetensors(folder / "w", {});
  EXPECT_TRUE(read_safetensors(folder / "w").tensors.all().empty());
}

TEST(SafetensorsWrite, RefusesWhatCouldNotBeReadBack) {
  const TempFolder folder;
  const auto error = [&](const std::vector<TensorView>& tensors) {
    return error_of([&] { write_safetensors(folder / "w", tensors); });
  };
  EXPECT_THAT(error({view_of<float>("x", {4}, kFloats)}),
              EndsWith("w: tensor \"x\": 12 bytes given for [4] of F32"));
  EXPECT_THAT(error({view_of<uint8_t>("x", {}, kBytes), view_of<uint8_t>("x", {1}, kBytes)}),
              EndsWith("w: two tensors \"x\""));
  EXPECT_THAT(error({view_of<uint8_t>("\xFF", {}, kBytes)}), EndsWith("w: \"\\xff\" is not UTF-8"));
  EXPECT_THAT(error({view_of<uint8_t>("__metadata__", {}, kBytes)}),
              EndsWith("w: no tensor may be called __metadata__"));
  EXPECT_EQ(folder.num_files(), 0U);
}

}  // namespace
}  // namespace ofa
