// Training through the program: stopped anywhere, in any way, it goes on bit for bit.
#include <gmock/gmock.h>

#include "core/random.h"
#include "tests/tools/training.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class KilledTraining : public Training, public testing::WithParamInterface<const char*> {};

TEST_P(KilledTraining, GoesOnBitForBit) {
  ASSERT_EQ(train("whole", GetParam()).exit_code, 0);
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(train("again", GetParam()).exit_code, 0);  // the first one filled caches
  expect_same(run("whole"), run("again"));
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const int kills = std::getenv("OFA_SLOW") ? 50 : 4;
  Random random(1, GetParam());
  int killed = 0;
  for (int i = 0; i < kills; ++i) {
    const std::string name = "killed" + std::to_string(i);
    const double instant = (0.05 + 0.95 * random.uniform()) * seconds;
    const Outcome outcome = go_on(name, GetParam(), fmt::format("timeout -s KILL {:.3f}", instant));
    if (outcome.exit_code == 0) continue;
    ++killed;
    ASSERT_EQ(outcome.exit_code, 137) << outcome.err;
    const Outcome rest = go_on(name, GetParam(), "");
    ASSERT_EQ(rest.exit_code, 0) << rest.err;
    expect_same(run("whole"), run(name));
    std::filesystem::remove_all(run(name));
  }
  EXPECT_GT(killed, kills / 4);
}

INSTANTIATE_TEST_SUITE_P(
    Threads, KilledTraining,
    testing::Values("--threads 1", "--threads 2",
                    "--threads 2 --set optimizer.name=adamw --set optimizer.lr=0.002 --set ema=0.9 "
                    "--set optimizer.decay_for=max --set schedule.decay=exponential"));

// Killed again and again, it arrives all the same.
TEST_F(Training, IsKilledManyTimesInARow) {
  ASSERT_EQ(train("whole").exit_code, 0);
  for (int i = 0; i < 40; ++i)
    if (go_on("killed", "", fmt::format("timeout -s KILL {:.2f}", 0.5 + 0.03 * i)).exit_code == 0)
      return expect_same(run("whole"), run("killed"));
  FAIL() << "it does not get on";
}

class InterruptedTraining : public Training,
                            public testing::WithParamInterface<std::pair<const char*, int>> {};

TEST_P(InterruptedTraining, LeavesACheckpointAndItsExitCode) {
  const auto& [signal, exit_code] = GetParam();
  ASSERT_EQ(train("whole").exit_code, 0);
  for (double instant = 0.9; instant > 0.3; instant *= 0.8) {  // until it is early enough
    const Outcome stopped =
        train("stopped", "--set checkpoint.every=1h",
              fmt::format("timeout --preserve-status -s {} {:.2f}", signal, instant));
    if (stopped.exit_code == exit_code &&
        stopped.err.find("interrupted after") != std::string::npos) {
      EXPECT_THAT(stopped.err, HasSubstr("go on with: ofa train --resume " + run("stopped")));
      ASSERT_EQ(resume("stopped").exit_code, 0);
      return expect_same(run("whole"), run("stopped"));
    }
    std::filesystem::remove_all(run("stopped"));
  }
  GTEST_SKIP() << "the machine is too busy to hit a training in its middle";
}

INSTANTIATE_TEST_SUITE_P(Signals, InterruptedTraining,
                         testing::Values(std::pair{"INT", 130}, std::pair{"TERM", 143}));

TEST_F(Training, RefusesOtherSettingsAtResume) {
  ASSERT_EQ(train("run", "--threads 2").exit_code, 0);
  const Outcome threads = resume("run", "--threads 1");
  EXPECT_EQ(threads.exit_code, 1);
  EXPECT_THAT(threads.err, HasSubstr("threads: 2 -> 1"));
  EXPECT_THAT(threads.err, HasSubstr("--allow-drift"));
  const Outcome keys = resume("run", "--set phases.1.lr=0.3 --set optimizer.momentum=0");
  EXPECT_THAT(keys.err, HasSubstr("optimizer.momentum: 0.9 -> 0"));
  EXPECT_THAT(keys.err, HasSubstr("phases"));
  EXPECT_EQ(resume("run", "--threads 1 --allow-drift").exit_code, 0);
  EXPECT_EQ(resume("run", "--set checkpoint.every=3s").exit_code, 0);  // changes nothing
}

TEST_F(Training, RefusesOtherImagesAtResume) {
  ASSERT_EQ(train("run").exit_code, 0);
  write_idx_folder(folder_.path() / "images", 201, 30);
  EXPECT_THAT(resume("run").err, HasSubstr("the images are not those that"));
}

TEST_F(Training, GoesOnWhereItsImagesHaveMoved) {
  ASSERT_EQ(train("run").exit_code, 0);
  std::filesystem::rename(folder_.path() / "images", folder_.path() / "moved");
  EXPECT_EQ(resume("run").exit_code, 1);
  const Outcome moved = resume("run", "--set data.source=" + run("moved"));
  EXPECT_EQ(moved.exit_code, 0) << moved.err;
}

TEST_F(Training, PassesOverADamagedCheckpoint) {
  ASSERT_EQ(train("whole").exit_code, 0);
  ASSERT_EQ(train("run").exit_code, 0);
  const std::filesystem::path last = last_checkpoint(run("run"));
  std::filesystem::resize_file(last, std::filesystem::file_size(last) - 100);
  const Outcome outcome = resume("run");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(last.filename().string()));
  EXPECT_THAT(outcome.err, HasSubstr("going back to the checkpoint before it"));
  expect_same(run("whole"), run("run"));
}

TEST_F(Training, IsNotStartedOverAnother) {
  ASSERT_EQ(train("run").exit_code, 0);
  EXPECT_THAT(train("run").err, HasSubstr("exists; go on with: ofa train --resume " + run("run")));
  EXPECT_THAT(resume("none").err, HasSubstr("is no training run"));
  EXPECT_EQ(run_program("train").exit_code, 2);
  EXPECT_EQ(run_program("train " + config_).exit_code, 2);
}

TEST_F(Training, KeepsTheFolderToItself) {
  ASSERT_EQ(train("run").exit_code, 0);
  const Outcome second = run_program("train --resume " + run("run"), "flock " + run("run") + " ");
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, HasSubstr("is in use by another ofa"));
}

TEST_F(Training, StopsWhereTheLossIsNoNumber) {
  const Outcome outcome = train("run", "--set optimizer.lr=1e30 --set optimizer.clip_norm=0");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("Try a lower lr"));
  EXPECT_TRUE(read_safetensors(last_checkpoint(run("run"))).is_proven);
}

TEST_F(Training, LeavesAWholeRunWhereTheDiskIsFull) {
  ASSERT_EQ(train("whole").exit_code, 0);
  // Files may grow to a few blocks only: the first checkpoint after the start does not fit.
  for (double instant = 0.4; !std::filesystem::exists(run("run") + "/run.json"); instant *= 1.2) {
    std::filesystem::remove_all(run("run"));
    train("run", "--set checkpoint.every=1h", fmt::format("timeout -s KILL {:.2f}", instant));
  }
  const Outcome full = resume("run", "", "trap '' XFSZ; ulimit -f 20;");
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_THAT(full.err, HasSubstr("cannot write"));
  EXPECT_THAT(full.err, HasSubstr("go on with: ofa train --resume"));
  ASSERT_EQ(resume("run").exit_code, 0);
  expect_same(run("whole"), run("run"));
}

TEST_F(Training, GoesOnWithOtherSettingsFromThenOn) {
  ASSERT_EQ(train("run", "--threads 2").exit_code, 0);
  ASSERT_EQ(resume("run", "--threads 1 --allow-drift").exit_code, 0);
  EXPECT_EQ(resume("run").exit_code, 0);
  EXPECT_THAT(resume("run", "--threads 2").err, HasSubstr("threads: 1 -> 2"));
}

}  // namespace
}  // namespace ofa
