#include "io/zip.h"

#include "tests/deflated.h"
#include "zip_builder.h"

namespace ofa {
namespace {

using testing::HasSubstr;

std::string read_first(const ZipBuilder& builder) {
  const std::string bytes = builder.build();
  ZipArchive zip(bytes, "a.pth");
  return std::string(zip.read(builder.entries[0].name));
}

std::string error_reading(const ZipBuilder& builder) {
  return error_of([&] { read_first(builder); });
}

ZipBuilder one_entry() {
  return {.entries = {{.name = "x/data.pkl", .contents = "hello"}}};
}

ZipBuilder one_deflated(const std::string& text) {
  return {.entries = {{.name = "x/data.pkl",
                       .contents = deflated(text, -MAX_WBITS),
                       .crc = ZipBuilder::crc_of(text),
                       .size = text.size(),
                       .method = 8}}};
}

TEST(Zip, ReadsStoredAndDeflatedEntries) {
  EXPECT_EQ(read_first(one_entry()), "hello");
  const std::string text = "hello hello hello hello";
  EXPECT_EQ(read_first(one_deflated(text)), text);
}

TEST(Zip, ReadsZip64AndComments) {
  ZipBuilder builder = one_entry();
  builder.zip64 = true;
  builder.comment = "made by hand";
  EXPECT_EQ(read_first(builder), "hello");
}

TEST(Zip, NamesADamagedEntry) {
  ZipBuilder builder = one_entry();
  builder.entries[0].crc = 0x12345678;
  EXPECT_EQ(error_reading(builder),
            "a.pth: \"x/data.pkl\": damaged: its checksum is 3610a686, 12345678 was written");
}

TEST(Zip, LimitsWhatItInflates) {
  EXPECT_THAT(
      error_reading(one_deflated(std::string(3 << 20, 'a'))),
      HasSubstr("a.pth: \"x/data.pkl\": inflates to 3,145,728 bytes, too many for an archive "
                "of 3,"));
  ZipBuilder liar = one_deflated("hello hello");
  liar.entries[0].size = 5;
  EXPECT_EQ(error_reading(liar), "a.pth: \"x/data.pkl\": damaged: does not inflate to its 5 bytes");
  liar.entries[0].size = 50;
  EXPECT_EQ(error_reading(liar),
            "a.pth: \"x/data.pkl\": damaged: does not inflate to its 50 bytes");
}

TEST(Zip, LimitsWhatItInflatesInAllEntriesTogether) {
  ZipBuilder builder;
  for (const char* name : {"a", "b", "c"}) {
    builder.entries.push_back(one_deflated(std::string(500'000, 'a')).entries[0]);
    builder.entries.back().name = builder.entries.back().local_name = name;
  }
  const std::string bytes = builder.build();
  ZipArchive zip(bytes, "a.pth");
  for (const char* name : {"a", "b", "a", "b"}) EXPECT_EQ(zip.read(name).size(), 500'000U);
  EXPECT_THAT(error_of([&] { zip.read("c"); }), HasSubstr("a.pth: \"c\": inflates to 500,000"));
}

TEST(Zip, ChecksEveryNumber) {
  ZipBuilder builder = one_entry();
  builder.entries[0].compressed_size = builder.entries[0].size = 1'000'000;
  EXPECT_EQ(error_reading(builder), "a.pth: byte 40: 1,000,000 bytes expected, 5 left");
  builder.entries[0].size = 5;
  EXPECT_EQ(error_reading(builder), "a.pth: \"x/data.pkl\": 5 bytes stored in 1,000,000");
  builder = one_entry();
  builder.entries[0].method = 12;
  EXPECT_THAT(error_reading(builder), HasSubstr("compressed by method 12; stored (0) or"));
  builder = one_entry();
  builder.entries[0].flags = 1;
  EXPECT_EQ(error_reading(builder), "a.pth: \"x/data.pkl\": encrypted");
  builder = one_entry();
  builder.entries[0].local_name = "y/data.pkl";
  EXPECT_EQ(error_reading(builder),
            "a.pth: byte 30: \"x/data.pkl\": the entry calls itself \"y/data.pkl\"");
}

TEST(Zip, ChecksTheDirectory) {
  const auto error = [](const std::string& bytes) {
    return error_of([&] { ZipArchive(bytes, "a.pth"); });
  };
  const std::string good = one_entry().build();
  const size_t end = good.size() - 22;
  const auto with = [&](size_t at, uint64_t value, int size) {
    return good.substr(0, at) + bytes_of(value, size) + good.substr(at + static_cast<size_t>(size));
  };
  EXPECT_EQ(error(good.substr(0, good.size() - 1)),
            "a.pth: zip archive: no central directory at its end; is it cut off?");
  EXPECT_EQ(error(with(end + 16, 5000, 4)),
            "a.pth: zip archive: a directory of 56 bytes at 5,000 is outside of the file");
  EXPECT_EQ(error(with(end + 12, 500'000, 4)),
            "a.pth: zip archive: a directory of 500,000 bytes at 45 is outside of the file");
  EXPECT_EQ(error(with(end + 10, 2, 2)),
            "a.pth: zip archive: 2 entries in a directory of 56 bytes");
  EXPECT_EQ(error(with(end + 10, 0, 2)),
            "a.pth: zip archive: 56 bytes after the directory's last entry");
  EXPECT_EQ(error(with(end + 4, 1, 2)), "a.pth: byte 117: zip archive: in several parts");
  EXPECT_EQ(error(with(end + 16, 46, 4)),
            "a.pth: zip archive: a directory of 56 bytes at 46 is outside of the file");
  EXPECT_EQ(error(with(end + 16, 44, 4)), "a.pth: byte 44: zip archive: no directory entry");
  ZipBuilder twice = one_entry();
  twice.entries.push_back(twice.entries[0]);
  EXPECT_THAT(error(twice.build()), HasSubstr("zip archive: two entries \"x/data.pkl\""));
}

}  // namespace
}  // namespace ofa
