#include "core/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace ofa {
namespace {

void sleep_ms(int ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

std::vector<std::string> names(const std::vector<ProfileEntry>& entries) {
  std::vector<std::string> all;
  for (const ProfileEntry& entry : entries) all.push_back(entry.name);
  return all;
}

TEST(Profile, AddsUpScopesOfANameTheLongestFirst) {
  start_profile();
  for (int i = 0; i < 3; ++i) {
    const ProfileScope scope("short");
    sleep_ms(2);
  }
  {
    const ProfileScope scope("long");
    sleep_ms(40);
  }
  const std::vector<ProfileEntry> entries = stop_profile();
  EXPECT_THAT(names(entries), testing::ElementsAre("long", "short"));
  EXPECT_EQ(entries[0].count, 1);
  EXPECT_GE(entries[0].seconds, 0.040);
  EXPECT_EQ(entries[1].count, 3);
  EXPECT_GE(entries[1].seconds, 0.006);
}

TEST(Profile, TimesAScopeWithoutThoseWithin) {
  const auto start = std::chrono::steady_clock::now();
  start_profile();
  for (const char* outer : {"forward", "backward"}) {
    const ProfileScope scope(outer);
    for (int i = 0; i < 2; ++i) {
      const ProfileScope inner("norm");
      sleep_ms(10);
    }
  }
  const std::vector<ProfileEntry> entries = stop_profile();
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - start;
  EXPECT_THAT(names(entries), testing::UnorderedElementsAre("forward", "forward / norm", "backward",
                                                            "backward / norm"));
  double sum = 0;
  for (const ProfileEntry& entry : entries) {
    const bool is_inner = entry.name.ends_with("norm");
    EXPECT_EQ(entry.count, is_inner ? 2 : 1) << entry.name;
    EXPECT_GE(entry.seconds, is_inner ? 0.020 : 0) << entry.name;
    EXPECT_LT(entry.seconds, is_inner ? 1 : 0.020) << entry.name;
    sum += entry.seconds;
  }
  EXPECT_LE(sum, whole.count());
}

TEST(Profile, SeesOnlyWhatHappensBetweenItsStartAndItsEnd) {
  { const ProfileScope scope("before"); }
  start_profile();
  { const ProfileScope scope("first"); }
  EXPECT_THAT(names(stop_profile()), testing::ElementsAre("first"));
  { const ProfileScope scope("between"); }
  EXPECT_THAT(stop_profile(), testing::IsEmpty());
  start_profile();
  { const ProfileScope scope("second"); }
  EXPECT_THAT(names(stop_profile()), testing::ElementsAre("second"));
}

TEST(Profile, GoesOnAfterAnErrorWithinAScope) {
  start_profile();
  try {
    const ProfileScope scope("throws");
    throw std::runtime_error("on purpose");
  } catch (const std::runtime_error&) {
  }
  { const ProfileScope scope("after"); }
  EXPECT_THAT(names(stop_profile()), testing::UnorderedElementsAre("throws", "after"));
}

TEST(Profile, IsRefusedWithinAScope) {
  start_profile();
  {
    const ProfileScope scope("open");
    EXPECT_THROW(start_profile(), std::logic_error);
    EXPECT_THROW(stop_profile(), std::logic_error);
  }
  EXPECT_THAT(names(stop_profile()), testing::ElementsAre("open"));
}

}  // namespace
}  // namespace ofa
