#include "config/nearest.h"

#include <gtest/gtest.h>

namespace ofa {
namespace {

const std::vector<std::string> kWords = {"kernel", "depth", "expand", "channels", "lr", "max"};

TEST(Nearest, FindsSlips) {
  EXPECT_EQ(nearest("kernal", kWords), "kernel");  // replaced
  EXPECT_EQ(nearest("detph", kWords), "depth");    // swapped
  EXPECT_EQ(nearest("expnd", kWords), "expand");   // left out
  EXPECT_EQ(nearest("channnels", kWords), "channels");
  EXPECT_EQ(nearest("Kernel", kWords), "kernel");
  EXPECT_EQ(nearest("l", kWords), "lr");
}

TEST(Nearest, FindsNothingFarAway) {
  EXPECT_EQ(nearest("resolution", kWords), "");
  EXPECT_EQ(nearest("xy", kWords), "");
  EXPECT_EQ(nearest("", kWords), "");
  EXPECT_EQ(nearest(std::string(1'000'000, 'k'), kWords), "");
  EXPECT_EQ(nearest("kernel", {}), "");
}

TEST(Nearest, PrefersTheCloser) {
  EXPECT_EQ(nearest("depths", {"widths", "depth"}), "depth");
  EXPECT_EQ(nearest("maz", {"map", "max"}), "map");  // equally close: the first
}

TEST(DidYouMean, IsTheEndOfAnError) {
  EXPECT_EQ(did_you_mean("kernal", kWords), "; did you mean kernel?");
  EXPECT_EQ(did_you_mean("resolution", kWords), "");
}

}  // namespace
}  // namespace ofa
