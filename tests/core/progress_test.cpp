#include "core/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "core/log.h"
#include "core/terminal.h"
#include "tests/core/fake_terminal.h"

namespace ofa {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr char kErase[] = "\r\x1b[K";

TEST(FormatProgress, ShowsShareCountRateAndTimeLeft) {
  EXPECT_EQ(format_progress("train", 1234, 2870, 20, 80),
            "train  [=============>                 ]  42%  1,234/2,870  61.7/s  26.5 s left");
  EXPECT_EQ(format_progress("train", 1234, 2870, 20, 200),
            "train  [=============>                  ]  42%  1,234/2,870  61.7/s  26.5 s left");
}

TEST(FormatProgress, StartsWithoutARate) {
  EXPECT_EQ(format_progress("train", 0, 10, 0, 50),
            "train  [>                            ]   0%  0/10");
  EXPECT_EQ(format_progress("train", 0, 10, 5, 50),
            "train  [>                            ]   0%  0/10");
}

TEST(FormatProgress, IsFullOnlyAtTheEnd) {
  EXPECT_THAT(format_progress("x", 9999, 10'000, 1, 80), HasSubstr("=>]  99%"));
  EXPECT_THAT(format_progress("x", 10'000, 10'000, 1, 80), HasSubstr("==] 100%"));
  EXPECT_THAT(format_progress("x", 10'000, 10'000, 1, 80), EndsWith("10,000/s"));
  EXPECT_THAT(format_progress("x", 12'000, 10'000, 1, 80), HasSubstr("100%  12,000/10,000"));
}

TEST(FormatProgress, TellsTheTimeEachTakesWhereThatIsLongerThanASecond) {
  EXPECT_THAT(format_progress("x", 2, 4, 180, 80), EndsWith("2/4  1 m 30 s each  3 m 00 s left"));
}

TEST(FormatProgress, CountsWhereTheTotalIsUnknown) {
  EXPECT_EQ(format_progress("read", 1500, 0, 3, 80), "read  1,500  500/s");
}

TEST(FormatProgress, FitsEveryWidth) {
  for (int columns = 0; columns < 200; ++columns) {
    const std::string line = format_progress("a long label", 123'456, 1'234'567, 78.9, columns);
    ASSERT_LE(static_cast<int>(line.size()), std::max(columns - 1, 0)) << line;
  }
}

TEST(Progress, DrawsNothingWhereStderrIsNoTerminal) {
  testing::internal::CaptureStderr();
  {
    Progress progress("train", 10);
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    progress.update(5);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Progress, DrawsNothingOnADumbTerminal) {
  FakeTerminal terminal(60);
  ::setenv("TERM", "dumb", 1);
  { Progress progress("train", 10); }
  EXPECT_EQ(terminal.read(), "");
}

TEST(Progress, DrawsABarOfTheTerminalsWidthAndLeavesNothing) {
  FakeTerminal terminal(60);
  {
    Progress progress("train", 10);
    EXPECT_EQ(terminal.read(), "\r" + format_progress("train", 0, 10, 0, 60) + "\x1b[K");
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    progress.advance();
    progress.advance(4);
    EXPECT_THAT(terminal.read(), HasSubstr("10%  1/10"));
  }
  EXPECT_EQ(terminal.read(), kErase);
}

TEST(Progress, RedrawsTenTimesASecondAtMost) {
  FakeTerminal terminal(60);
  Progress progress("train", 1'000'000'000);
  const auto start = std::chrono::steady_clock::now();
  std::chrono::duration<double> seconds{};
  while (seconds.count() < 0.35) {
    progress.advance();
    seconds = std::chrono::steady_clock::now() - start;
  }
  const std::string drawn = terminal.read();
  const auto redraws = std::count(drawn.begin(), drawn.end(), '\r');
  EXPECT_GE(redraws, 2);
  EXPECT_LE(redraws, 1 + seconds.count() / 0.1);
}

TEST(Progress, MakesWayForLogLines) {
  FakeTerminal terminal(60);
  {
    Progress progress("train", 10);
    const std::string bar = terminal.read();
    log_info("epoch 1");
    EXPECT_EQ(terminal.read(), kErase + std::string("epoch 1\n") + bar);
  }
  terminal.read();
  log_info("epoch 2");
  EXPECT_EQ(terminal.read(), "epoch 2\n");
}

TEST(Terminal, TellsItsWidth) {
  FakeTerminal terminal(123);
  EXPECT_TRUE(stderr_is_terminal());
  EXPECT_EQ(terminal_width(), 123);
}

TEST(Terminal, Has80ColumnsWhereThereIsNone) {
  testing::internal::CaptureStderr();
  const int width = terminal_width();
  const bool is_terminal = stderr_is_terminal();
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(width, 80);
  EXPECT_FALSE(is_terminal);
}

}  // namespace
}  // namespace ofa
