#include "core/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "core/error.h"
#include "core/file.h"
#include "tests/core/temp_folder.h"

namespace ofa {
namespace {

using testing::MatchesRegex;
using testing::internal::CaptureStderr;
using testing::internal::GetCapturedStderr;

TEST(Log, WritesPlainLinesAndNamesWhatIsNotPlain) {
  CaptureStderr();
  log_info("step {} of {}", 3, 10);
  log_warning("{} is slow", "loader");
  log_error("no such file: {}", "a.yaml");
  EXPECT_EQ(GetCapturedStderr(),
            "step 3 of 10\nofa: warning: loader is slow\nofa: no such file: a.yaml\n");
}

TEST(Log, TakesBracesAndPercentSignsInArgumentsAsTheyAre) {
  CaptureStderr();
  log_info("{}", "{} %v {0:d}");
  EXPECT_EQ(GetCapturedStderr(), "{} %v {0:d}\n");
}

TEST(Log, AppendsEveryLineToAFileWithTimeAndLevel) {
  const TempFolder folder;
  const auto path = folder / "log.txt";
  CaptureStderr();
  log_info("before");
  log_to_file(path);
  log_info("starts");
  log_to_file(path);
  log_warning("goes on");
  EXPECT_THAT(read_file(path, 1000), MatchesRegex("[^\n]+ info: starts\n[^\n]+ warning: goes on\n"))
      << "each line is there at once";
  stop_logging_to_file();
  log_info("after");
  EXPECT_EQ(GetCapturedStderr(), "before\nstarts\nofa: warning: goes on\nafter\n");
  const std::string time =
      "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}";
  EXPECT_THAT(read_file(path, 1000),
              MatchesRegex(time + " info: starts\n" + time + " warning: goes on\n"));
}

TEST(Log, SaysWhyAFileCannotBeOpened) {
  const TempFolder folder;
  try {
    log_to_file(folder / "missing/log.txt");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.what(),
              folder.path().string() +
                  "/missing/log.txt: cannot write the log: No such file or directory");
  }
  EXPECT_EQ(folder.num_files(), 0u);
}

TEST(Log, WarnsWhenTheDiskIsFull) {
  CaptureStderr();
  log_to_file("/dev/full");
  log_info("step 1");
  stop_logging_to_file();
  EXPECT_THAT(GetCapturedStderr(), MatchesRegex("step 1\nofa: warning: cannot log: [^\n]*\n"));
}

TEST(Log, KeepsTheLinesOfThreadsApart) {
  CaptureStderr();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([] {
        for (int k = 0; k < 100; ++k) log_info("{}", std::string(50, 'x'));
      });
    }
  }
  std::string expected;
  for (int k = 0; k < 400; ++k) expected += std::string(50, 'x') + "\n";
  EXPECT_EQ(GetCapturedStderr(), expected);
}

}  // namespace
}  // namespace ofa
