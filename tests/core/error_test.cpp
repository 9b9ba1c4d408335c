#include "core/error.h"

#include <gtest/gtest.h>

namespace ofa {
namespace {

TEST(Error, FormatsItsTextAndEndsTheProgramWith1) {
  const Error error("{}:{}: expected a number > 0, got {}", "a.yaml", 14, -0.1);
  EXPECT_STREQ(error.what(), "a.yaml:14: expected a number > 0, got -0.1");
  EXPECT_EQ(error.exit(), Exit::kError);
}

TEST(Error, CarriesAnotherExitWithATextTakenAsItIs) {
  const Error error(Exit::kNo, "no arch has {} blocks");
  EXPECT_STREQ(error.what(), "no arch has {} blocks");
  EXPECT_EQ(error.exit(), Exit::kNo);
}

}  // namespace
}  // namespace ofa
