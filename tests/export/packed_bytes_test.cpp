#include "export/packed_bytes.h"

#include <gmock/gmock.h>

#include "tests/error_of.h"

namespace ofa {
namespace {

using testing::HasSubstr;

TEST(PackedBytes, AreTheStandardsBase64) {  // RFC 4648, section 10
  const std::pair<const char*, const char*> examples[] = {{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : examples) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(PackedBytes, ComeBackWhateverTheyAre) {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes += static_cast<char>(i * 89);
  EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  EXPECT_EQ(unpack(pack(bytes), bytes.size()), bytes);
}

TEST(PackedBytes, AreRefusedWhereDamaged) {
  EXPECT_THAT(error_of([] { from_base64("Zm9"); }), HasSubstr("not base64"));
  EXPECT_THAT(error_of([] { from_base64("Zm9*"); }), HasSubstr("not base64: '*'"));
  std::string packed = pack("some bytes, some bytes, some bytes");
  EXPECT_THAT(error_of([&] { unpack(packed, 33); }), HasSubstr("damaged"));
  EXPECT_THAT(error_of([&] { unpack(packed, 35); }), HasSubstr("damaged"));
  packed[8] = packed[8] == 'A' ? 'B' : 'A';
  EXPECT_THAT(error_of([&] { unpack(packed, 34); }), HasSubstr("damaged"));
}

}  // namespace
}  // namespace ofa
