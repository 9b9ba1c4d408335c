#include "config/amount.h"

#include <gtest/gtest.h>

#include "config/dump.h"
#include "config/read.h"
#include "config/yaml.h"
#include "sample.h"

namespace ofa {
namespace {

Amount amount(const std::string& text) {
  return read<Amount>(parse_yaml(text, "a.yaml"));
}

TEST(Amount, IsACountOrAPercentage) {
  EXPECT_EQ(amount("5000").of(100), 5000);
  EXPECT_EQ(amount("10k").of(100), 10'000);
  EXPECT_EQ(amount("10%").of(50), 5);
  EXPECT_EQ(amount("2.5%").of(1000), 25);
  EXPECT_EQ(amount("1%").of(10), 0);
}

TEST(Amount, ReadsWhatItDumps) {
  for (const std::string text : {"12", "10%", "2.5%"}) {
    EXPECT_EQ(to_flow(dump(amount(text))), text);
  }
}

TEST(Amount, RefusesNoneAndAll) {
  for (const std::string text : {"0%", "100%", "-5%", "0"}) {
    EXPECT_EQ(
        read_error<Amount>(text),
        "a.yaml:1: expected a count (5000) or a percentage (10%) > 0 and below 100%, got " + text);
  }
}

}  // namespace
}  // namespace ofa
