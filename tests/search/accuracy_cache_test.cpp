#include "search/accuracy_cache.h"

#include <gmock/gmock.h>

#include "core/file.h"
#include "space/sample.h"
#include "space/space.h"
#include "tests/core/temp_folder.h"
#include "tests/error_of.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class AccuracyCacheTest : public testing::Test {
 protected:
  AccuracyCache open(const std::string& weights = "w", AccuracySettings settings = {}) const {
    return {space_, file_, weights, settings};
  }
  std::string text() const { return read_file(file_, 1'000'000); }

  const Space space_ = load_space("fashion");
  const TempFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "accuracies.jsonl";
  const Arch arch_ = random_arch(space_, 1);
  const MeasuredAccuracy accuracy_{0.9125, {0.91, 0.915}, 5000};
};

TEST_F(AccuracyCacheTest, OutlivesWhoeverMeasured) {
  open().add(arch_, accuracy_);
  EXPECT_EQ(open().find(arch_), accuracy_);
  EXPECT_EQ(open().find(random_arch(space_, 2)), std::nullopt);
}

TEST_F(AccuracyCacheTest, KnowsNothingOfOtherWeightsAndSettings) {
  open().add(arch_, accuracy_);
  EXPECT_FALSE(open("others").find(arch_));
  EXPECT_FALSE(open("w", {.images = 1000}).find(arch_));
  EXPECT_FALSE(open("w", {.calibration = 10}).find(arch_));
  open("others").add(arch_, {0.5, {0.5, 0.5}, 5000});
  EXPECT_EQ(open().find(arch_), accuracy_);
}

TEST_F(AccuracyCacheTest, CutsOffWhatAKilledWriterLeft) {
  open().add(arch_, accuracy_);
  const std::string whole = text();
  open().add(random_arch(space_, 2), accuracy_);
  write_file(file_, text().substr(0, whole.size() + 20));
  AccuracyCache cache = open();
  EXPECT_EQ(cache.size(), 1u);
  cache.add(random_arch(space_, 3), accuracy_);
  EXPECT_EQ(open().size(), 2u);
}

TEST_F(AccuracyCacheTest, NamesTheLineOfWhatItCannotRead) {
  open().add(arch_, accuracy_);
  const std::string good = text();
  const auto error_with = [&](const std::string& line) {
    write_file(file_, good + line + "\n");
    return error_of([&] { open(); });
  };
  EXPECT_THAT(error_with("no json"), HasSubstr("accuracies.jsonl:2: not JSON"));
  EXPECT_THAT(error_with(R"({"weights": "w"})"), HasSubstr("accuracies.jsonl:2: images"));
  std::string wrong = good.substr(0, good.size() - 1);
  wrong.replace(wrong.find("0.9125"), 6, "1.9125");
  EXPECT_THAT(error_with(wrong), HasSubstr("accuracies.jsonl:2: accuracy: expected"));
}

}  // namespace
}  // namespace ofa
