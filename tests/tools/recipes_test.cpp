// Every recipe in configs/ through the program: planned without images, and trained to its end on a
// folder that is shaped like ImageNet's.
#include <gmock/gmock.h>

#include "config/load.h"
#include "tests/core/temp_folder.h"
#include "tests/data/data_testing.h"
#include "tests/paths.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class Recipes : public testing::TestWithParam<const char*> {
 protected:
  std::string recipe() const { return (source_dir() / "configs" / GetParam()).string() + ".yaml"; }
  size_t num_phases() const { return load_yaml(recipe()).find("phases")->items.size(); }

  std::string small() const {
    std::string flags =
        " --set budget=null --set data.batch=4 --set accumulate=2 --set data.validation=4"
        " --set evaluate.images=4 --set evaluate.calibration=4 --set evaluate.archs=[min]";
    for (size_t i = 0; i < num_phases(); ++i) flags += fmt::format(" --set phases.{}.steps=1", i);
    return flags;
  }
};

TEST_P(Recipes, RunToTheirEndOnAFolderLikeImageNets) {
  const TempFolder folder;
  write_image_folder(folder.path() / "images", 12);
  const std::string run = (folder.path() / "run").string();
  const Outcome trained = run_program("train " + recipe() + " --out " + run + small() +
                                      " --set data.source=" + (folder.path() / "images").string());
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  const Outcome evaluated =
      run_program("eval " + run + " --arch min --images 4 --calibration 4 --split test");
  EXPECT_EQ(evaluated.exit_code, 0) << evaluated.err;
}

TEST_P(Recipes, ArePlannedWithoutAnyImages) {
  const Outcome outcome =
      run_program("train " + recipe() + " --set budget=null --set data.batch=4 " +
                  "--dry-run --images 100000 --classes 7");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("plan for 100,000 images"));
  const Node config = load_yaml(recipe());
  for (const Node& phase : config.find("phases")->items)
    EXPECT_THAT(outcome.err, HasSubstr("  " + phase.find("name")->text + " "));
}

INSTANTIATE_TEST_SUITE_P(Shipped, Recipes,
                         testing::Values("imagenet_mobilenet_v3", "imagenet_attentive_nas",
                                         "imagenet_bignas", "cifar10", "my_images"));

TEST(PlanWithoutImages, IsForADryRunOnly) {
  const std::string config = (source_dir() / "configs" / "fashion.yaml").string();
  const auto error = [&](const std::string& flags) {
    const Outcome outcome = run_program("train " + config + " " + flags);
    EXPECT_EQ(outcome.exit_code, 2);
    return outcome.err;
  };
  EXPECT_THAT(error("--out unused --images 100"), HasSubstr("are for --dry-run"));
  EXPECT_THAT(error("--dry-run --classes 4"), HasSubstr("--classes goes with --images N"));
  EXPECT_THAT(error("--dry-run --images 0"), HasSubstr("at least 1"));
}

TEST(PlanWithoutImages, RefusesWhatTrainingWould) {
  const std::string config = (source_dir() / "configs" / "fashion.yaml").string();
  const auto error = [&](const std::string& flags) {
    const Outcome outcome = run_program("train " + config + " --dry-run --images 1000 " + flags);
    EXPECT_EQ(outcome.exit_code, 1);
    return outcome.err;
  };
  EXPECT_THAT(error("--set regularise.dropout=0.1"), HasSubstr("has no dropout"));
  EXPECT_THAT(error("--set space=null"), HasSubstr("space: expected text, got nothing"));
  EXPECT_THAT(error("--set data.validation=990"), HasSubstr("do not fill a batch of 128"));
}

}  // namespace
}  // namespace ofa
