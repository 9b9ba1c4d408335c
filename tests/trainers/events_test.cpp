#include "trainers/events.h"

#include <gtest/gtest.h>

namespace ofa {
namespace {

TEST(Events, ChecksumIsCastagnolis) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(crc32c(""), 0U);
}

// What TensorBoard's own writer makes of the same events (make_events.py beside this file).
constexpr char kStart[] =
    "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c";
constexpr char kRecord[] =
    "36000000000000004f578cef09000000000000044010ac022a280a110a0a747261696e2f6c6f7373"
    "150000803e0a130a0c61636375726163792f6d6178150000803f8bfaf799";

TEST(Events, AreByteForByteTensorBoards) {
  const auto hex = [](const std::string& bytes) {
    std::string text;
    for (const char byte : bytes) {
      constexpr char kDigits[] = "0123456789abcdef";
      text += kDigits[static_cast<uint8_t>(byte) >> 4];
      text += kDigits[static_cast<uint8_t>(byte) & 15];
    }
    return text;
  };
  EXPECT_EQ(hex(event_file_start(1.5)), kStart);
  EXPECT_EQ(hex(event_record(2.5, 300, {{"train/loss", 0.25F}, {"accuracy/max", 1.F}})), kRecord);
}

}  // namespace
}  // namespace ofa
