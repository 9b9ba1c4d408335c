#include "io/safetensors.h"

#include "io_testing.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string safetensors(const std::string& header, const std::string& data = "") {
  return bytes_of(header.size(), 8) + header + data;
}

std::string error_in(const std::string& bytes) {
  return error_of([&] { parse_safetensors(bytes, "w.safetensors"); });
}

std::string header_error(const std::string& header, const std::string& data = "") {
  return error_in(safetensors(header, data));
}

const std::string kTwo = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                         R"("b":{"dtype":"U8","shape":[],"data_offsets":[8,9]}})";

TEST(Safetensors, ReadsWhatTheReferenceWrote) {
  const SafetensorsFile file = read_safetensors(data_file("reference.safetensors"));
  EXPECT_EQ(file.metadata, (Metadata{{"format", "pt"}, {"größe", "klein"}}));
  EXPECT_EQ(file.tensors.all().size(), 20U);
  const TensorView& transposed = file.tensors.at("transposed");
  EXPECT_THAT(transposed.shape, ElementsAre(6, 4));
  EXPECT_EQ(values<float>(transposed)[1], 6);
  EXPECT_THAT(values<int8_t>(file.tensors.at("i8")), ElementsAre(-128, 127));
  EXPECT_THAT(values<double>(file.tensors.at("f64")), ElementsAre(0.1, -0.1));
  EXPECT_EQ(file.tensors.at("bf16").dtype, DType::kBF16);
  EXPECT_TRUE(file.tensors.at("bn.num_batches_tracked").shape.empty());
  EXPECT_TRUE(file.tensors.at("empty").bytes.empty());
}

TEST(Safetensors, GivesTensorsInTheOrderOfTheirBytes) {
  const std::string header = R"({"z":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                             R"("a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}  )";
  const SafetensorsFile file = parse_safetensors(safetensors(header, "xyz"), "w.safetensors");
  ASSERT_EQ(file.tensors.all().size(), 2U);
  EXPECT_EQ(file.tensors.all()[0].name, "z");
  EXPECT_EQ(as_text(file.tensors.all()[1].bytes), "yz");
}

TEST(Safetensors, ViewsLiveAsLongAsACopy) {
  SafetensorsFile file = parse_safetensors(safetensors(kTwo, "123456789"), "w.safetensors");
  const NamedTensors copy = file.tensors;
  file = parse_safetensors(safetensors("{}"), "other");
  EXPECT_EQ(as_text(copy.at("b").bytes), "9");
}

TEST(Safetensors, NamesAMissingTensor) {
  const SafetensorsFile file = parse_safetensors(safetensors(kTwo, "123456789"), "w.safetensors");
  EXPECT_EQ(file.tensors.find("c"), nullptr);
  EXPECT_EQ(error_of([&] { file.tensors.at("c"); }), "w.safetensors: no tensor \"c\" among its 2");
}

TEST(Safetensors, ChecksTheHeadersLength) {
  EXPECT_EQ(error_in("1234567"),
            "w.safetensors: no safetensors file: it holds 7 bytes, the header's length takes 8");
  EXPECT_EQ(
      error_in(bytes_of(100'000'001, 8) + "{}"),
      "w.safetensors: no safetensors file: a header of 100,000,001 bytes, at most 100,000,000 "
      "are allowed");
  EXPECT_EQ(error_in(bytes_of(3, 8) + "{}"),
            "w.safetensors: a header of 3 bytes, but only 2 follow; is the file cut off?");
}

TEST(Safetensors, ChecksOffsets) {
  const auto offsets = [](const std::string& of_a, const std::string& of_b) {
    return header_error(replaced(replaced(kTwo, "[0,8]", of_a), "[8,9]", of_b), "123456789");
  };
  const std::string file = "w.safetensors: ";
  EXPECT_EQ(offsets("[0,7]", "[7,8]"),
            file + "tensor \"a\": 8 bytes needed, data_offsets 0 to 7 do not hold as many");
  EXPECT_EQ(offsets("[8,0]", "[8,9]"),
            file + "tensor \"a\": 8 bytes needed, data_offsets 8 to 0 do not hold as many");
  EXPECT_EQ(
      offsets("[0,8]", "[7,8]"),
      file +
          "tensor \"b\": starts at byte 7 of the data, the one before it ends at 8: they overlap");
  EXPECT_EQ(offsets("[1,9]", "[0,1]"), "no error");
  EXPECT_EQ(
      offsets("[2,10]", "[0,1]"),
      file + "tensor \"a\": starts at byte 2 of the data, the one before it ends at 1: a hole");
  EXPECT_EQ(offsets("[18446744073709551608,18446744073709551615]", "[0,1]"),
            file +
                "tensor \"a\": 8 bytes needed, data_offsets 18,446,744,073,709,551,608 to "
                "18,446,744,073,709,551,615 do not hold as many");
  EXPECT_THAT(offsets("[18446744073709551608,0]", "[0,1]"), HasSubstr("do not hold as many"));
  EXPECT_EQ(header_error(kTwo, "12345678"), file +
                                                "the tensors take 9 bytes, 8 follow the header; is "
                                                "the file cut off?");
  EXPECT_EQ(header_error(kTwo, "1234567890"),
            file + "the tensors take 9 bytes, 10 follow the header");
}

TEST(Safetensors, ChecksShapes) {
  const auto shape = [](const std::string& text) {
    return header_error(replaced(kTwo, "[2]", text), "123456789");
  };
  EXPECT_EQ(shape("[4611686018427387904,4]"),
            "w.safetensors: tensor \"a\": shape [4611686018427387904, 4] is larger than any file");
  EXPECT_EQ(shape("[2,-1]"),
            "w.safetensors: tensor \"a\": shape: whole numbers >= 0 expected, got -1");
  EXPECT_EQ(shape("[2.0]"),
            "w.safetensors: tensor \"a\": shape: whole numbers >= 0 expected, got 2.0");
  EXPECT_EQ(
      shape("[18446744073709551615]"),
      "w.safetensors: tensor \"a\": shape: whole numbers >= 0 expected, got 18446744073709551615");
  EXPECT_EQ(shape("[[2]]"),
            "w.safetensors: tensor \"a\": shape: whole numbers >= 0 expected, got an array");
  EXPECT_EQ(shape("2"), "w.safetensors: tensor \"a\": shape: an array expected, got 2");
}

TEST(Safetensors, RefusesWhatTheFormatDoesNotKnow) {
  const std::string file = "w.safetensors: ";
  EXPECT_EQ(header_error(replaced(kTwo, "F32", "F8_E4M3")),
            file + "tensor \"a\": unknown dtype \"F8_E4M3\"");
  EXPECT_EQ(header_error(replaced(kTwo, "shape", "shapes")),
            file + "tensor \"a\": unknown key \"shapes\"");
  EXPECT_EQ(header_error(replaced(kTwo, R"("shape":[2],)", "")), file + "tensor \"a\": no shape");
  EXPECT_EQ(header_error(replaced(kTwo, "[0,8]", "[0]")),
            file + "tensor \"a\": data_offsets: two numbers expected");
  EXPECT_EQ(header_error(replaced(kTwo, "[0,8]", "[0,8,9]")),
            file + "tensor \"a\": data_offsets: two whole numbers >= 0 expected, got 9");
  EXPECT_EQ(header_error(replaced(kTwo, "\"b\"", "\"a\"")),
            file + "tensor \"a\": stands twice in the header");
  EXPECT_EQ(header_error(replaced(kTwo, "\"shape\":[]", R"("dtype":"U8")")),
            file + "tensor \"b\": dtype stands twice");
  EXPECT_EQ(header_error(R"({"a":3})"), file + "tensor \"a\": an object expected, got 3");
  EXPECT_EQ(header_error(R"({"__metadata__":{"k":1}})"),
            file + "__metadata__: key \"k\": a string expected, got 1");
  EXPECT_EQ(header_error(R"({"__metadata__":{"k":"1","k":"2"}})"),
            file + "__metadata__: key \"k\" stands twice");
}

TEST(Safetensors, RefusesWhatIsNotJson) {
  const std::string file = "w.safetensors: header: ";
  EXPECT_EQ(header_error(""), file + "no JSON object: no { at its start");
  EXPECT_EQ(header_error(" {}"), file + "no JSON object: no { at its start");
  EXPECT_EQ(header_error("{}}"), file + "no valid JSON at its byte 3");
  EXPECT_EQ(header_error("{\"a"), file + "no valid JSON at its byte 4");
  EXPECT_EQ(header_error(raw("{}\0junk")), file + "no valid JSON at its byte 3");
  EXPECT_EQ(header_error("{\"\xFF\":{}}"), file + "no valid JSON at its byte 3");
  EXPECT_THAT(header_error("{\"a\":" + std::string(1'000'000, '[')),
              HasSubstr("an object expected"));
}

}  // namespace
}  // namespace ofa
