#include "io/quote.h"

#include "io_testing.h"

namespace ofa {
namespace {

TEST(Quote, KnowsUtf8) {
  for (const char* good : {"", "abc", "größe", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  const std::string overlong = "\xC0\x80", surrogate = "\xED\xA0\x80", beyond = "\xF4\x90\x80\x80";
  for (const std::string& bad : {overlong, surrogate, beyond, raw("\x80"), raw("\xE2\x82")}) {
    EXPECT_FALSE(is_utf8(bad)) << in_quotes(bad);
  }
}

TEST(Quote, ShowsWhatATerminalWouldNot) {
  EXPECT_EQ(in_quotes("größe"), "\"größe\"");
  EXPECT_EQ(in_quotes("a\x1b[2J"), R"("a\x1b[2J")");
  EXPECT_EQ(in_quotes(raw("\0\xFF")), R"("\x00\xff")");
}

TEST(Quote, CutsLongTextsBetweenCharacters) {
  EXPECT_EQ(in_quotes(std::string(1000, 'a')), "\"" + std::string(120, 'a') + "...\"");
  EXPECT_EQ(in_quotes(std::string(119, 'a') + "öööö"), "\"" + std::string(119, 'a') + "...\"");
}

}  // namespace
}  // namespace ofa
