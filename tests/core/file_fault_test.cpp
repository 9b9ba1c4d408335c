// Files when things go wrong: every failure here is a real one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstring>
#include <fstream>

#include "core/error.h"
#include "core/file.h"
#include "core/random.h"
#include "tests/core/child.h"
#include "tests/core/temp_folder.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;

constexpr uint64_t kMaxBytes = 1'000'000;

std::string read_error(const fs::path& path, uint64_t max_bytes = kMaxBytes) {
  try {
    return "no error, but " + read_file(path, max_bytes);
  } catch (const Error& error) {
    return error.what();
  }
}

std::string write_error(const fs::path& path, std::string_view bytes = "text") {
  try {
    return "no error, but " + write_file(path, bytes);
  } catch (const Error& error) {
    return error.what();
  }
}

// Root may do anything, so it does this as nobody.
std::string as_a_user(const std::function<std::string()>& body) {
  return in_child([&]() -> std::string {
           if (::geteuid() == 0 && ::setuid(65534) != 0) return "cannot become nobody";
           return body();
         })
      .text;
}

void limit_file_size(rlim_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{.rlim_cur = bytes, .rlim_max = bytes};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

// In namespaces of this process alone: no rights are needed, and the mount goes when we go.
bool mount_small_disk(const fs::path& folder) {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
  std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
  return ::mount("none", folder.c_str(), "tmpfs", 0, "size=64k") == 0;
}

TEST(File, SaysWhyItCannotBeRead) {
  const TempFolder folder;
  const std::string at = folder.path().string();
  EXPECT_EQ(read_error(folder / "missing"), at + "/missing: no such file");
  EXPECT_EQ(read_error(folder.path()), at + ": expected a file, found a folder");
  write_file(folder / "large", std::string(1234, 'x'));
  EXPECT_EQ(read_error(folder / "large", 1000),
            at + "/large: expected at most 1,000 bytes, found 1,234");
  ::mkfifo((folder / "pipe").c_str(), 0666);
  EXPECT_EQ(read_error(folder / "pipe"), at + "/pipe: expected a file, found a device or a pipe");
  EXPECT_EQ(read_error(folder / "large/x"), at + "/large/x: cannot open: Not a directory");
}

TEST(File, SaysThatItMayNotBeRead) {
  const TempFolder folder;
  write_file(folder / "secret", "text");
  fs::permissions(folder / "secret", fs::perms::none);
  EXPECT_THAT(as_a_user([&] { return read_error(folder / "secret"); }),
              EndsWith("/secret: cannot open: Permission denied"));
}

TEST(File, DoesNotTakeMemoryForASizeThatIsTooLarge) {
  const TempFolder folder;
  write_file(folder / "sparse", "");
  fs::resize_file(folder / "sparse", uint64_t{1} << 42);
  EXPECT_THAT(read_error(folder / "sparse"),
              EndsWith("/sparse: expected at most 1,000,000 bytes, found 4,398,046,511,104"));
}

// Files in /proc have size 0 and hold more.
TEST(File, DoesNotBelieveASizeThatIsWrong) {
  EXPECT_EQ(read_error("/proc/self/stat"),
            "/proc/self/stat: its size says 0 bytes, but it holds another number; "
            "is it being written?");
}

TEST(AtomicFile, SaysWhyItCannotBeMade) {
  const TempFolder folder;
  const std::string at = folder.path().string();
  EXPECT_EQ(write_error(folder / "missing/a"),
            at + "/missing/a: cannot make a file in its folder: No such file or directory");
  EXPECT_EQ(write_error(folder.path()), at + ": expected a file to write, found a folder");
  ::mkfifo((folder / "pipe").c_str(), 0666);
  EXPECT_EQ(write_error(folder / "pipe"),
            at + "/pipe: expected a file to write, found a device or a pipe");
  EXPECT_TRUE(fs::is_fifo(folder / "pipe"));
}

TEST(AtomicFile, SaysThatItsFolderIsReadOnly) {
  const TempFolder folder;
  fs::permissions(folder.path(), fs::perms(0555));
  EXPECT_THAT(as_a_user([&] { return write_error(folder / "a"); }),
              EndsWith("/a: cannot make a file in its folder: Permission denied"));
}

TEST(AtomicFile, SaysThatItCannotReplace) {
  const TempFolder folder;
  {
    AtomicFile file(folder / "a");
    fs::create_directory(folder / "a");
    try {
      file.commit();
      FAIL();
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), EndsWith("/a: cannot replace: Is a directory"));
    }
  }
  EXPECT_EQ(folder.num_files(), 1u) << "the temporary is gone";
}

TEST(AtomicFile, KeepsTheOldFileWhereTheNewOneIsTooLarge) {
  const TempFolder folder;
  write_file(folder / "a", "old");
  const ChildEnd end = in_child([&] {
    limit_file_size(10'000);
    return write_error(folder / "a", std::string(20'000, 'x'));
  });
  EXPECT_THAT(end.text, EndsWith("/a: cannot write: File too large"));
  EXPECT_EQ(read_file(folder / "a", kMaxBytes), "old");
  EXPECT_EQ(folder.num_files(), 1u);
}

TEST(AtomicFile, DoesNotCommitWhatItCouldNotAppend) {
  const TempFolder folder;
  const ChildEnd end = in_child([&]() -> std::string {
    limit_file_size(10'000);
    AtomicFile file(folder / "a");
    try {
      file.append(std::string(20'000, 'x'));
    } catch (const Error&) {
      return file.commit();
    }
    return "no error";
  });
  EXPECT_EQ(end.text, "AtomicFile: commit after its end");
  EXPECT_EQ(folder.num_files(), 0u);
}

TEST(AtomicFile, KeepsTheOldFileWhereTheDiskIsFull) {
  const TempFolder folder;
  const ChildEnd end = in_child([&]() -> std::string {
    if (!mount_small_disk(folder.path())) return "cannot mount: " + std::string(strerror(errno));
    write_file(folder / "a", "old");
    const std::string error = write_error(folder / "a", std::string(200'000, 'x'));
    return read_file(folder / "a", kMaxBytes) + std::to_string(folder.num_files()) + error;
  });
  if (end.text.starts_with("cannot mount")) GTEST_SKIP() << end.text;
  EXPECT_EQ(end.text, "old1" + (folder / "a").string() + ": cannot write: No space left on device");
}

TEST(RemoveTemporaries, SaysThatThereIsNoFolder) {
  const TempFolder folder;
  try {
    remove_temporaries(folder / "missing");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(),
                EndsWith("/missing: cannot list the folder: No such file or directory"));
  }
}

TEST(AtomicFile, IsWholeWheneverItsWriterIsKilled) {
  const TempFolder folder;
  const std::string a(300'000, 'a');
  const std::string b(700'000, 'b');
  write_file(folder / "f", a);
  Random random(1, "kill");
  for (int kill = 0; kill < 30; ++kill) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      for (;;) write_file(folder / "f", b), write_file(folder / "f", a);
    }
    ::usleep(static_cast<useconds_t>(1000 + random.below(20'000)));
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    const std::string found = read_file(folder / "f", kMaxBytes);
    ASSERT_TRUE(found == a || found == b) << found.size() << " bytes after kill " << kill;
  }
  remove_temporaries(folder.path());
  EXPECT_EQ(folder.num_files(), 1u);
}

}  // namespace
}  // namespace ofa
