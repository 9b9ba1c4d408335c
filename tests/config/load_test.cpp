#include <gtest/gtest.h>

#include <filesystem>

#include "config/load.h"
#include "config/yaml.h"
#include "core/file.h"
#include "sample.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

class LoadYaml : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories("configs/sub"); }
  void TearDown() override {
    fs::current_path(home_);
    fs::remove_all(folder_);
  }

  // Errors name files as the user gave them: relative to where he stands.
  static fs::path enter_folder() {
    std::string name = (fs::temp_directory_path() / "ofa-load-XXXXXX").string();
    const fs::path folder = ::mkdtemp(name.data());
    fs::current_path(folder);
    return folder;
  }

  const fs::path home_ = fs::current_path();
  const fs::path folder_ = enter_folder();
};

std::string flow_of(const std::string& path) {
  return to_flow(load_yaml(path));
}

std::string load_error(const std::string& path) {
  return error_of([&] { load_yaml(path); });
}

TEST_F(LoadYaml, LaysAFileOverItsBase) {
  write_file("configs/a.yaml",
             "lr: 1\nmap: {x: 1, y: {z: 2}}\nlist: [1, 2]\nother: [3]\nnone: 4\n");
  write_file("configs/sub/b.yaml",
             "base: ../a.yaml\nmap: {y: {z: 3, w: 4}, v: 5}\nlist: [9]\nnone:\nnew: 1\n");
  EXPECT_EQ(
      flow_of("configs/sub/b.yaml"),
      "{lr: 1, map: {x: 1, y: {z: 3, w: 4}, v: 5}, list: [9], other: [3], none: null, new: 1}");
}

TEST_F(LoadYaml, FollowsAChain) {
  write_file("a.yaml", "x: 1\ny: 1\nz: 1\n");
  write_file("b.yaml", "base: a.yaml\ny: 2\nz: 2\n");
  write_file("c.yaml", "z: 3\nbase: b.yaml\n");
  EXPECT_EQ(flow_of("c.yaml"), "{x: 1, y: 2, z: 3}");
}

TEST_F(LoadYaml, AMapReplacesAScalar) {
  write_file("a.yaml", "open: all\nlist: {a: 1}\n");
  write_file("b.yaml", "base: a.yaml\nopen: {depth: 2}\nlist: [1]\n");
  EXPECT_EQ(flow_of("b.yaml"), "{open: {depth: 2}, list: [1]}");
}

TEST_F(LoadYaml, ErrorsNameTheFileInWhichTheValueStands) {
  write_file("configs/a.yaml", "seed: 1\nschedule:\n  warmup: 2\nphases: [{name: a}]\n");
  write_file("configs/b.yaml", "base: a.yaml\nschedule: {decay: step}\n\n\nsed: 5\n");
  EXPECT_EQ(error_of([] { read<Training>(load_yaml("configs/b.yaml")); }),
            "configs/b.yaml:5: sed: unknown key; did you mean seed?");
  write_file("configs/b.yaml", "base: a.yaml\nschedule: {decay: step}\n");
  EXPECT_EQ(
      error_of([] { read<Training>(load_yaml("configs/b.yaml")); }),
      "configs/a.yaml:3: schedule.warmup: expected a fraction (5% or 0.05) from 0 to 1, got 2");
}

TEST_F(LoadYaml, ErrorsAboutAMergedMapNameTheFileOnTop) {
  write_file("a.yaml", "phases: [{name: a}]\nschedul: {decay: step}\n");
  write_file("b.yaml", "base: a.yaml\n\nschedul: {warmup: 5%}\n");
  EXPECT_EQ(error_of([] { read<Training>(load_yaml("b.yaml")); }),
            "b.yaml:3: schedul: unknown key; did you mean schedule?");
  write_file("a.yaml", "seed: 1\n");
  write_file("b.yaml", "# nothing\nbase: a.yaml\n");
  EXPECT_EQ(
      error_of([] { read<Training>(load_yaml("b.yaml")); }),
      "b.yaml:2: phases: required key is missing: what is trained, in order; expected a list, "
      "each a map (not empty)");
}

TEST_F(LoadYaml, RefusesCycles) {
  write_file("a.yaml", "base: b.yaml\n");
  write_file("b.yaml", "x: 1\nbase: configs/../a.yaml\n");
  EXPECT_EQ(load_error("a.yaml"), "b.yaml:2: base: a.yaml inherits from itself");
}

TEST_F(LoadYaml, RefusesLongChains) {
  write_file("0.yaml", "x: 1\n");
  for (int i = 1; i < 9; ++i) {
    write_file(fmt::format("{}.yaml", i), fmt::format("base: {}.yaml\n", i - 1));
  }
  EXPECT_EQ(flow_of("7.yaml"), "{x: 1}");
  EXPECT_EQ(load_error("8.yaml"), "1.yaml:1: base: a chain of more than 8 files");
}

TEST_F(LoadYaml, RefusesBasesThatAreNone) {
  write_file("a.yaml", "x: 1\nbase: missing.yaml\n");
  EXPECT_EQ(load_error("a.yaml"), "a.yaml:2: base: missing.yaml: no such file");
  write_file("a.yaml", "base: [b.yaml]\n");
  EXPECT_EQ(load_error("a.yaml"), "a.yaml:1: base: expected the name of a file, got a list");
  write_file("a.yaml", "base: b.yaml\n");
  write_file("b.yaml", "[1, 2]\n");
  EXPECT_EQ(load_error("a.yaml"), "b.yaml:1: expected a map, got a list");
}

TEST_F(LoadYaml, RefusesFilesThatAreTooLarge) {
  write_file("a.yaml", "x: 1\n");
  fs::resize_file("a.yaml", 100'000'000);
  EXPECT_EQ(load_error("a.yaml"), "a.yaml: expected at most 1,000,000 bytes, found 100,000,000");
  EXPECT_EQ(load_error("missing.yaml"), "missing.yaml: no such file");
  EXPECT_EQ(load_error("configs"), "configs: expected a file, found a folder");
}

}  // namespace
}  // namespace ofa
