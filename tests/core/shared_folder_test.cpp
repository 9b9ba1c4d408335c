#include "core/shared_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/paths.h"

namespace ofa {
namespace {

// That an installed program finds its own is seen in tests/build/install_test.cpp.
TEST(SharedFolder, IsTheSourcesForAProgramThatIsNotInstalled) {
  EXPECT_EQ(shared_folder(), source_dir());
}

TEST(SharedFolder, IsWhatTheEnvironmentNames) {
  ::setenv("OFA_SHARE", "/elsewhere", 1);
  EXPECT_EQ(shared_folder(), "/elsewhere");
  ::unsetenv("OFA_SHARE");
}

}  // namespace
}  // namespace ofa
