#include "io/npy.h"

#include "io_testing.h"
#include "tests/core/temp_folder.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

std::string npy(const std::string& header, const std::string& data) {
  return raw("\x93NUMPY\x01\x00") + bytes_of(header.size(), 2) + header + data;
}

std::string header_error(const std::string& header, const std::string& data = "") {
  return error_of([&] { parse_npy(npy(header, data), "x.npy"); });
}

constexpr const char* kTwoBytes = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }";

TEST(Npy, ReadsWhatNumPyWrote) {
  const NpyFile file = read_npy(data_file("f32.npy"));
  EXPECT_THAT(file.array.shape, ElementsAre(2, 3));
  EXPECT_THAT(values<float>(file.array), ElementsAre(0, 1, 2, 3, 4, 5));
  const NpyFile scalar = read_npy(data_file("scalar.npy"));
  EXPECT_TRUE(scalar.array.shape.empty());
  EXPECT_THAT(values<double>(scalar.array), ElementsAre(0.25));
}

TEST(Npy, BringsFortranOrderIntoOurs) {
  const NpyFile file = read_npy(data_file("fortran.npy"));
  EXPECT_THAT(file.array.shape, ElementsAre(2, 3));
  EXPECT_THAT(values<float>(file.array), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(Npy, WritesTheBytesThatNumPyWrites) {
  const TempFolder folder;
  const std::vector<float> grid = {0, 1, 2, 3, 4, 5};
  write_npy(folder / "f32.npy", view_of<float>("", {2, 3}, grid));
  EXPECT_EQ(read_file(folder / "f32.npy", 1000), data_bytes("f32.npy"));
  const std::vector<double> quarter = {0.25};
  write_npy(folder / "scalar.npy", view_of<double>("", {}, quarter));
  EXPECT_EQ(read_file(folder / "scalar.npy", 1000), data_bytes("scalar.npy"));
}

TEST(Npy, RoundTripsEveryDType) {
  const TempFolder folder;
  const std::string bytes(16, 'x');
  for (const DType dtype : {DType::kBool, DType::kU8, DType::kI8, DType::kI16, DType::kI32,
                            DType::kI64, DType::kF16, DType::kF32, DType::kF64}) {
    const TensorView view{"", dtype, {16 / size_of(dtype)}, as_bytes(bytes)};
    write_npy(folder / "x.npy", view);
    const NpyFile file = read_npy(folder / "x.npy");
    EXPECT_EQ(file.array.dtype, dtype);
    EXPECT_EQ(file.array.shape, view.shape);
    EXPECT_EQ(as_text(file.array.bytes), bytes);
  }
}

TEST(Npy, RefusesToWriteBfloat16) {
  const TempFolder folder;
  const TensorView view{"", DType::kBF16, {1}, as_bytes("xx")};
  EXPECT_THAT(error_of([&] { write_npy(folder / "x.npy", view); }),
              testing::EndsWith("x.npy: NumPy has no BF16"));
  EXPECT_EQ(folder.num_files(), 0U);
}

TEST(Npy, TakesTheDictInAnyFormThatMeansTheSame) {
  for (const char* header : {kTwoBytes, R"({"shape":(2),"descr":"|u1","fortran_order":False})",
                             "{'descr': '|u1', 'fortran_order': True, 'shape': (2L, 1), }  \n"}) {
    EXPECT_EQ(parse_npy(npy(header, "ab"), "x.npy").array.bytes.size(), 2U) << header;
  }
}

TEST(Npy, NamesWhatIsWrongInTheDict) {
  const auto at = [](int byte, const std::string& what) {
    return "x.npy: header: at its byte " + std::to_string(byte) + ": " + what;
  };
  EXPECT_EQ(header_error("[]"), at(0, "'{' expected"));
  EXPECT_EQ(header_error("{}"), at(2, "no \"descr\""));
  EXPECT_EQ(header_error("{'evil': 1}"), at(8, "unknown key \"evil\""));
  EXPECT_EQ(header_error(replaced(kTwoBytes, "'|u1'", "eval('1')")),
            at(10, "a quoted text expected"));
  EXPECT_EQ(header_error(replaced(kTwoBytes, "|u1", "|O")),
            at(14, "dtype \"|O\" is not one that is read"));
  EXPECT_EQ(header_error(replaced(kTwoBytes, "False", "0")), at(34, "True or False expected"));
  EXPECT_EQ(header_error(replaced(kTwoBytes, "2", "-2")), at(51, "a whole number >= 0 expected"));
  EXPECT_EQ(header_error(replaced(kTwoBytes, "2", "99999999999999999999")),
            at(51, "a whole number >= 0 expected"));
  EXPECT_EQ(header_error(std::string(kTwoBytes) + "x"), at(57, "more text after the dict"));
  EXPECT_EQ(header_error("{'descr': '|u1', 'descr': '|u1'}"), at(24, "\"descr\" twice"));
}

TEST(Npy, ChecksSizesBeforeUse) {
  EXPECT_EQ(header_error(kTwoBytes, "a"),
            "x.npy: 2 bytes needed for [2] of U8, 1 follow the header");
  EXPECT_EQ(header_error(kTwoBytes, "abc"),
            "x.npy: 2 bytes needed for [2] of U8, 3 follow the header");
  EXPECT_EQ(header_error(replaced(kTwoBytes, "2,", "9000000000000000000, 4")),
            "x.npy: shape [9000000000000000000, 4] is larger than any file");
}

TEST(Npy, RefusesOtherFilesAndVersions) {
  const auto error = [](const std::string& bytes) {
    return error_of([&] { parse_npy(bytes, "x.npy"); });
  };
  EXPECT_EQ(error("PK"), "x.npy: no .npy file: it does not begin with \\x93NUMPY");
  EXPECT_EQ(error(raw("\x93NUMPY\x04\x00\x00\x00")),
            "x.npy: .npy version 4.0; 1.0 to 3.0 are known");
  EXPECT_EQ(error(raw("\x93NUMPY\x02\x00\xFF\xFF\xFF\xFF{")),
            "x.npy: byte 12: 4,294,967,295 bytes expected, 1 left");
  EXPECT_THAT(error_of([] { read_npy(data_file("big_endian.npy")); }),
              testing::EndsWith("\">f4\" is big endian; little endian expected"));
}

}  // namespace
}  // namespace ofa
