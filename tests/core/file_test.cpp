#include "core/file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/core/child.h"
#include "tests/core/temp_folder.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxBytes = 1'000'000;

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

TEST(File, ReadsBackWhatWasWrittenAndTellsItsChecksum) {
  const TempFolder folder;
  std::string bytes = "line\r\n\0\xff";
  bytes.resize(300'000, 'x');
  for (const std::string& content : {std::string(), bytes, std::string("shorter")}) {
    EXPECT_EQ(write_file(folder / "a", content), checksum(content));
    EXPECT_EQ(read_file(folder / "a", kMaxBytes), content);
    EXPECT_EQ(folder.num_files(), 1u) << "no temporary stays";
  }
}

TEST(File, ReadsAFileOfTheLargestSizeAllowed) {
  const TempFolder folder;
  write_file(folder / "a", "12345");
  EXPECT_EQ(read_file(folder / "a", 5), "12345");
}

TEST(File, WritesRelativeToTheWorkingFolder) {
  const TempFolder folder;
  const ChildEnd end = in_child([&]() -> std::string {
    fs::current_path(folder.path());
    write_file("a", "text");
    return read_file("a", kMaxBytes);
  });
  EXPECT_EQ(end.text, "text");
}

TEST(AtomicFile, ShowsNothingUntilItIsCommitted) {
  const TempFolder folder;
  write_file(folder / "a", "old");
  AtomicFile file(folder / "a");
  file.append("new ");
  EXPECT_EQ(read_file(folder / "a", kMaxBytes), "old");
  file.append("text");
  EXPECT_EQ(file.commit(), checksum("new text"));
  EXPECT_EQ(read_file(folder / "a", kMaxBytes), "new text");
  EXPECT_EQ(folder.num_files(), 1u);
}

TEST(AtomicFile, LeavesNoTraceWithoutACommit) {
  const TempFolder folder;
  {
    AtomicFile file(folder / "a");
    file.append("text");
    EXPECT_EQ(folder.num_files(), 1u) << "the temporary lies in the same folder";
    EXPECT_FALSE(fs::exists(folder / "a"));
  }
  EXPECT_EQ(folder.num_files(), 0u);
}

TEST(AtomicFile, TakesNothingMoreAfterItsCommit) {
  const TempFolder folder;
  AtomicFile file(folder / "a");
  file.commit();
  EXPECT_THROW(file.append("x"), std::logic_error);
  EXPECT_THROW(file.commit(), std::logic_error);
}

TEST(AtomicFile, TakesItsModeFromTheUmaskOrFromTheFileItReplaces) {
  const TempFolder folder;
  in_child([&] {
    ::umask(027);
    write_file(folder / "new", "text");
    write_file(folder / "private", "text");
    fs::permissions(folder / "private", fs::perms(0600));
    return write_file(folder / "private", "other");
  });
  EXPECT_EQ(mode_of(folder / "new"), 0640u);
  EXPECT_EQ(mode_of(folder / "private"), 0600u);
}

TEST(AtomicFile, WritesThroughALink) {
  const TempFolder folder;
  fs::create_directory(folder / "elsewhere");
  write_file(folder / "elsewhere/a", "old");
  fs::create_symlink("elsewhere/a", folder / "link");
  write_file(folder / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(read_file(folder / "elsewhere/a", kMaxBytes), "new");
}

TEST(AtomicFile, LetsWritersOfOneFileRaceAndOneWin) {
  const TempFolder folder;
  std::set<std::string> contents;
  {
    std::vector<std::jthread> threads;
    for (char c = 'a'; c < 'e'; ++c) {
      const std::string content(static_cast<size_t>(10'000 + c), c);
      contents.insert(content);
      threads.emplace_back([&folder, content] {
        for (int i = 0; i < 25; ++i) write_file(folder / "a", content);
      });
    }
  }
  EXPECT_EQ(contents.count(read_file(folder / "a", kMaxBytes)), 1u);
  EXPECT_EQ(folder.num_files(), 1u);
}

TEST(AtomicFile, OfTwoOpenAtOnceTheLastToCommitWins) {
  const TempFolder folder;
  AtomicFile ours(folder / "a");
  ours.append("parent");
  const ChildEnd end = in_child([&] {
    AtomicFile theirs(folder / "a");
    theirs.append("child");
    return theirs.commit();
  });
  EXPECT_EQ(end.text, checksum("child"));
  EXPECT_EQ(read_file(folder / "a", kMaxBytes), "child");
  ours.commit();
  EXPECT_EQ(read_file(folder / "a", kMaxBytes), "parent");
}

TEST(AtomicFile, StepsAsideForTheTemporaryOfADeadNamesake) {
  const TempFolder folder;
  const ChildEnd end = in_child([&] {
    for (int i = 0; i < 1000; ++i) {
      std::ofstream(folder.path() / fmt::format(".ofa-{}-{}.tmp", ::getpid(), i)) << "dead";
    }
    return write_file(folder / "a", "text");
  });
  EXPECT_EQ(end.text, checksum("text"));
  EXPECT_EQ(folder.num_files(), 1001u);
}

TEST(RemoveTemporaries, TakesWhatKilledWritersLeftAndNothingElse) {
  const TempFolder folder;
  write_file(folder / "a.tmp", "text");
  write_file(folder / ".ofa-notes", "text");
  const ChildEnd end = in_child([&]() -> std::string {
    AtomicFile file(folder / "a");
    ::_exit(7);
  });
  EXPECT_EQ(end.exit, 7);
  EXPECT_EQ(folder.num_files(), 3u);
  remove_temporaries(folder.path());
  EXPECT_EQ(folder.num_files(), 2u);
}

}  // namespace
}  // namespace ofa
