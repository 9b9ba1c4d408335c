#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/types.h>
#include <torch/version.h>

#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "core/error.h"
#include "generated/build_info.h"
#include "tests/paths.h"

namespace ofa {
namespace {

std::set<std::string> mapped_files(const std::string& part_of_name) {
  std::set<std::string> found;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    const size_t path = line.find('/');
    if (path != std::string::npos && line.find(part_of_name, path) != std::string::npos) {
      found.insert(line.substr(path));
    }
  }
  return found;
}

TEST(Torch, ParallelForRunsOnAsManyThreadsAsItIsTold) {
  for (const int num_threads : {2, 3, 1}) {
    at::set_num_threads(num_threads);
    std::mutex mutex;
    std::set<std::thread::id> threads;
    at::parallel_for(0, 12, 1, [&](int64_t, int64_t) {
      const std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
    });
    EXPECT_EQ(threads.size(), static_cast<size_t>(num_threads));
  }
}

TEST(Torch, OurOpenMpAndLibTorchsAreOneLibrary) {
  at::set_num_threads(2);
  EXPECT_TRUE(torch::ones({512, 512}).matmul(torch::ones({512, 512})).eq(512).all().item<bool>());
  at::parallel_for(0, 2, 1, [](int64_t, int64_t) {});
  EXPECT_EQ(mapped_files("/libgomp").size(), 1u)
      << ::testing::PrintToString(mapped_files("/libgomp"));
  EXPECT_EQ(mapped_files("/libiomp").size() + mapped_files("/libomp").size(), 0u);
}

TEST(Torch, IsThePinnedOneOrOneThatWeCompileAgainst) {
  EXPECT_GE(TORCH_VERSION_MAJOR * 100 + TORCH_VERSION_MINOR, 211);
  const auto used = mapped_files("/libtorch_cpu.so");
  ASSERT_EQ(used.size(), 1u);
  const std::string deps = source_dir() / ".deps/torch/";
  if (used.begin()->starts_with(deps)) {
    std::string pinned;
    std::getline(std::ifstream(deps + "VERSION"), pinned);
    EXPECT_EQ(build_info::kLibTorch, pinned);
    EXPECT_TRUE(pinned.starts_with(TORCH_VERSION)) << pinned;
  }
}

// LibTorch's include folder carries another fmt; ours must win, or nothing that formats would link.
TEST(Torch, ErrorsAreFormattedAsEverywhereElse) {
  EXPECT_LT(FMT_VERSION, 100000);
  EXPECT_STREQ(Error("{} of {:.1f}", "lr", 0.25).what(), "lr of 0.2");
}

}  // namespace
}  // namespace ofa
