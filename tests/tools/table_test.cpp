#include "tools/table.h"

#include <gtest/gtest.h>

namespace ofa {
namespace {

TEST(Table, LeansCellsToTheirSideAndLeavesNoBlanksAtLineEnds) {
  EXPECT_EQ(format_table({{"name", "n", "what"}, {"a", "100", ""}}, "<><"),
            "  name    n  what\n  a     100\n");
}

TEST(Table, CountsCharactersNotBytes) {
  EXPECT_EQ(format_table({{"é", "1"}, {"ab", "2"}}, "<>", 0), "é   1\nab  2\n");
}

TEST(Histogram, DrawsTheFullestBinHighestAndAnEmptyOneAsABlank) {
  EXPECT_EQ(histogram({0, 0, 0, 0, 0, 0, 0, 0, 2, 3}, 3), "█ ▂");
}

TEST(Histogram, OfOneValueFillsOneBin) {
  EXPECT_EQ(histogram({5, 5, 5}, 3), "█  ");
}

}  // namespace
}  // namespace ofa
