#include "latency/published.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>

#include "latency/lookup.h"
#include "latency/table_json.h"
#include "latency_testing.h"
#include "space/arch_json.h"
#include "space/lower.h"
#include "tests/core/temp_folder.h"
#include "tests/paths.h"

namespace ofa {
namespace {

constexpr const char* kSpace = "mobilenet_v3_1.2x";

// What once-for-all's own program says of the tables of a Note 10.
class PublishedTable : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << "no " << folder_;
    table_ = read_published_table(space_, folder_);
  }

  double ms(const std::string& json) const {
    const Arch arch = arch_from_json(space_, Json::parse(json), "test");
    return predict(table_, lower(space_, arch)).ms;
  }

  const Space space_ = load_space(kSpace);
  const std::filesystem::path folder_ = source_dir() / "../shared/published/note10";
  Table table_;
};

TEST_F(PublishedTable, GivesThePublishedLatencies) {
  EXPECT_NEAR(ms(R"({"ks": [5,3,0,0,5,3,0,0,7,7,3,0,5,5,7,3,3,3,5,0],)"
                 R"("e": [3,3,0,0,4,4,0,0,6,3,4,0,4,4,4,3,6,6,6,0], "d": [2,2,3,4,3], "r": 192})"),
              24.73016685, 1e-6);
  constexpr double kPrinted = 0.0005;  // three digits
  EXPECT_NEAR(ms(R"({"ks": 3, "e": 3, "d": 2, "r": 160})"), 9.890, kPrinted);
  EXPECT_NEAR(ms(R"({"ks": 3, "e": 3, "d": 2, "r": 224})"), 17.769, kPrinted);
  EXPECT_NEAR(ms(R"({"ks": 3, "e": 3, "d": 4, "r": 160})"), 16.726, kPrinted);
  EXPECT_NEAR(ms(R"({"ks": 3, "e": 3, "d": 4, "r": 224})"), 30.701, kPrinted);
  EXPECT_NEAR(ms(R"({"ks": 7, "e": 6, "d": 4, "r": 160})"), 47.773, kPrinted);
  EXPECT_NEAR(ms(R"({"ks": 7, "e": 6, "d": 4, "r": 224})"), 92.398, kPrinted);
}

TEST_F(PublishedTable, HoldsEveryBlock) {
  EXPECT_EQ(table_.space, kSpace);
  EXPECT_THAT(table_.resolutions, testing::ElementsAre(160, 176, 192, 208, 224));
  EXPECT_EQ(table_.blocks.size(), 5U * 93);  // at 176 and 192, the last stage's are the same
  EXPECT_EQ(to_text(table_.fingerprint), "published fp32, 1 thread, note10");
  EXPECT_EQ(table_.correction, Correction());
  EXPECT_FALSE(table_.quality);
  const LatencyLookup lookup(space_, table_);
  for (const Arch& arch : random_archs(space_, table_, 100, 1))
    EXPECT_NEAR(lookup(arch), predict(table_, lower(space_, arch)).ms, 1e-9);
}

TEST_F(PublishedTable, RoundTripsAsATable) {
  const Table read = table_from_text(to_file_text(table_), "t.json");
  EXPECT_EQ(read.blocks, table_.blocks);
  EXPECT_EQ(read.fingerprint, table_.fingerprint);
  EXPECT_EQ(read.resolutions, table_.resolutions);
  EXPECT_FALSE(read.quality);
}

TEST_F(PublishedTable, IsOfNoOtherSpace) {
  EXPECT_EQ(error_of([&] { read_published_table(load_space("mobilenet_v3"), folder_); }),
            (folder_ / "160_lookup_table.yaml").string() +
                ":1: Conv-input:160x160x3-output:80x80x16 is missing");
  EXPECT_EQ(error_of([&] { read_published_table(load_space("fashion"), folder_); }),
            (folder_ / "160_lookup_table.yaml").string() +
                ": resolution 160 is not among those of space fashion");
}

// Folders of our own.
class PublishedFolder : public testing::Test {
 protected:
  void write(const char* name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  std::string error() const {
    return error_of([&] { read_published_table(load_space(kSpace), folder_.path()); });
  }
  // Of a file for 160 that begins so, after the folder's name.
  std::string error_of_file(const std::string& text) const {
    write("160_lookup_table.yaml", text);
    const std::string all = error(), folder = folder_.path().string();
    return all.starts_with(folder) ? all.substr(folder.size()) : all;
  }

  TempFolder folder_;
};

TEST_F(PublishedFolder, NeedsTables) {
  EXPECT_EQ(error(), folder_.path().string() +
                         ": no RESOLUTION_lookup_table.yaml in it, like 224_lookup_table.yaml");
  write("lookup_table.yaml", "");
  write("224_lookup_table.yaml.bak", "");
  write("x224_lookup_table.yaml", "");
  EXPECT_THAT(error(), testing::HasSubstr(": no RESOLUTION_lookup_table.yaml in it"));
  EXPECT_EQ(error_of([] { read_published_table(load_space(kSpace), "/nowhere/tables"); }),
            "/nowhere/tables: cannot be read: No such file or directory");
}

TEST_F(PublishedFolder, NeedsResolutionsOfTheSpace) {
  write("161_lookup_table.yaml", "");
  EXPECT_EQ(error(), (folder_ / "161_lookup_table.yaml").string() +
                         ": resolution 161 is not among those of space mobilenet_v3_1.2x");
}

TEST_F(PublishedFolder, NeedsAnEntryForEveryBlock) {
  const std::string stem = "Conv-input:160x160x3-output:80x80x24";
  EXPECT_EQ(error_of_file("a:\n  mean: 1\n"), "/160_lookup_table.yaml:1: " + stem + " is missing");
  EXPECT_EQ(error_of_file(stem + ":\n  count: 498\n  mean: 0.5\n"),
            "/160_lookup_table.yaml:1: expanded_conv-input:80x80x24-output:80x80x24-expand:24-"
            "kernel:3-stride:1-idskip:1-se:0-hs:0 is missing");
}

TEST_F(PublishedFolder, NeedsTimesAboveNothing) {
  const std::string stem = "Conv-input:160x160x3-output:80x80x24";
  const std::string file = "/160_lookup_table.yaml:";
  for (const char* mean : {"-0.5", "0", "-0.0"})
    EXPECT_EQ(error_of_file(stem + ":\n  mean: " + mean + "\n"),
              file + "2: " + stem + ".mean: expected milliseconds > 0, got " + mean);
  for (const char* mean : {".nan", ".inf", "fast", "[1]", ""})
    EXPECT_THAT(error_of_file(stem + ":\n  mean: " + mean + "\n"),
                testing::StartsWith(file + "2: " + stem + ".mean: expected "));
  EXPECT_EQ(error_of_file(stem + ":\n  count: 498\n"), file + "2: " + stem + ": mean is missing");
  EXPECT_EQ(error_of_file(stem + ": 0.5\n"), file + "1: " + stem + ": mean is missing");
  EXPECT_THAT(error_of_file(stem + ":\n  mean: 0.5\n  count: -1\n"),
              testing::StartsWith(file + "3: " + stem + ".count: "));
  EXPECT_THAT(error_of_file(stem + ": {\n"), testing::StartsWith(file));
}

}  // namespace
}  // namespace ofa
