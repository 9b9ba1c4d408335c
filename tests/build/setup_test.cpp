// tools/setup, copied into a folder of its own, with stand-ins for dpkg-query and python3 (pip,
// unzip).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/paths.h"

namespace ofa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

struct Ended {
  int exit = 0;
  std::string output;
};

Ended run(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1 </dev/null").c_str(), "r");
  Ended ended;
  std::array<char, 4096> buffer;
  while (const size_t size = fread(buffer.data(), 1, buffer.size(), pipe))
    ended.output.append(buffer.data(), size);
  const int status = pclose(pipe);
  ended.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended;
}

// pip writes down what it is asked for; the wheel it makes holds everything that is kept of any
// wheel.
constexpr char kPython[] = R"(#!/bin/bash
if [[ $2 == pip ]]; then
  wheel=${@: -1}
  echo "$wheel" >>asked
  [[ -z ${PIP_FAILS:-} ]] || exit 1
  while [[ $1 != --dest ]]; do shift; done
  echo "${wheel%%==*}" >"$2/fake.whl"
else
  package=$5/$(cat "$4")
  mkdir -p "$package"/{include,lib,share/cmake,cmake,libs,capi,package_data} "$package-1.dist-info"
  touch "$package"/{capi/libonnxruntime.so.1.31.1,package_data/plotly.min.js}
  [[ -z ${KILLED:-} ]] || kill -9 $PPID
fi
)";

class Setup : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "setup_test_XXXXXX";
    folder_ = mkdtemp(name.data());
    fs::permissions(folder_, fs::perms::all);
    fs::create_directories(folder_ / "tools");
    fs::create_directories(folder_ / "bin");
    fs::copy(source_dir() / "tools/setup", folder_ / "tools");
    stand_in("python3", kPython);
    stand_in("dpkg-query",
             "#!/bin/bash\nsed -n '/^debian_packages/,/^\"/p' tools/setup | "
             "sed -n 's/^  \\([^ ]*\\).*/installed \\1/p'\n");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void stand_in(const std::string& name, const std::string& script) {
    std::ofstream(folder_ / "bin" / name) << script;
    fs::permissions(folder_ / "bin" / name, fs::perms::owner_all | fs::perms::group_exec |
                                                fs::perms::others_exec | fs::perms::group_read |
                                                fs::perms::others_read);
  }

  Ended setup(const std::string& environment = "", const std::string& as = "",
              const std::string& packages = "") {
    return run(
        fmt::format("cd {0} && env -u Torch_DIR -u CMAKE_PREFIX_PATH CI=true PATH={0}/bin:$PATH "
                    "{1} {2} tools/setup {3}",
                    folder_.string(), environment, as, packages));
  }

  // What pip was asked for since the last time.
  std::string asked() {
    std::stringstream text;
    text << std::ifstream(folder_ / "asked").rdbuf();
    fs::remove(folder_ / "asked");
    return text.str();
  }

  bool has(const std::string& wheel) { return fs::exists(folder_ / ".deps" / wheel); }

  fs::path folder_;
};

TEST_F(Setup, InstallsEveryWheelOnceThenSaysNothing) {
  EXPECT_EQ(setup().exit, 0);
  EXPECT_THAT(asked(), HasSubstr("openvino==2026.4.1\n"));
  EXPECT_TRUE(has("torch") && has("openvino") && has("onnxruntime") && has("plotly"));

  const auto start = std::chrono::steady_clock::now();
  const Ended again = setup();
  EXPECT_EQ(again.exit, 0);
  EXPECT_EQ(again.output, "");
  EXPECT_EQ(asked(), "");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST_F(Setup, LeavesNothingThatLooksCompleteWhenKilled) {
  EXPECT_NE(setup("KILLED=1").exit, 0);
  EXPECT_FALSE(has("torch"));
  asked();
  EXPECT_EQ(setup().exit, 0);
  EXPECT_THAT(asked(), HasSubstr("torch=="));
  EXPECT_TRUE(has("torch"));
  EXPECT_FALSE(has(".torch.partial"));
}

TEST_F(Setup, InstallsAgainTheOneWhosePinChanged) {
  setup();
  asked();
  run(fmt::format("sed -i 's/plotly .* package/plotly 9.9.9 package/' {}/tools/setup",
                  folder_.string()));
  EXPECT_EQ(setup().exit, 0);
  EXPECT_EQ(asked(), "plotly==9.9.9\n");
  EXPECT_EQ(setup().output, "");
}

TEST_F(Setup, UsesALibTorchThatIsGiven) {
  const fs::path own = folder_ / "own";
  fs::create_directories(own / "share/cmake/Torch");
  std::ofstream(own / "share/cmake/Torch/TorchConfig.cmake").flush();
  for (const auto& given : {fmt::format("Torch_DIR={}/share/cmake/Torch", own.string()),
                            fmt::format("CMAKE_PREFIX_PATH=/nowhere:{}", own.string()),
                            fmt::format("CMAKE_PREFIX_PATH={}/share/cmake", own.string())}) {
    EXPECT_EQ(setup(given).exit, 0) << given;
    EXPECT_THAT(asked(), Not(HasSubstr("torch=="))) << given;
    EXPECT_FALSE(has("torch"));
  }
}

TEST_F(Setup, RejectsATorchDirWithoutLibTorch) {
  const Ended ended = setup("Torch_DIR=/nowhere");
  EXPECT_EQ(ended.exit, 1);
  EXPECT_EQ(ended.output, "setup: Torch_DIR is /nowhere, which holds no TorchConfig.cmake\n");
}

TEST_F(Setup, SaysWhatToDoWherePipHasNoCpuBuild) {
  const Ended ended = setup("PIP_FAILS=1");
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output,
              HasSubstr("setup: pip could not fetch torch 2.13.0+cpu. It must be a CPU build"));
  EXPECT_THAT(ended.output, HasSubstr("Torch_DIR=FOLDER/share/cmake/Torch tools/setup"));
}

TEST_F(Setup, PrintsTheLineToRunWhereItCannotBeRoot) {
  stand_in("dpkg-query", "#!/bin/bash\necho installed g++\n");
  stand_in("sudo", "#!/bin/bash\nexit 1\n");  // asks for a password
  const Ended ended =
      setup("", geteuid() == 0 ? "setpriv --reuid 65534 --clear-groups" : "", "a-browser");
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output,
              HasSubstr("Run as root, then start again:\n  apt-get update && apt-get install -y "));
  EXPECT_THAT(ended.output, HasSubstr(" a-browser "));
  EXPECT_THAT(ended.output, HasSubstr(" cmake "));
  EXPECT_THAT(ended.output, Not(HasSubstr(" g++ ")));
}

}  // namespace
}  // namespace ofa
