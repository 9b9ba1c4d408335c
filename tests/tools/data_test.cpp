// init and bench load, as their users meet them.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "config/load.h"
#include "data/config.h"
#include "tests/data/data_testing.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;

TEST(Init, WritesAConfigurationForTheImages) {
  const TempFolder folder;
  write_idx_folder(folder / "digits", 200, 20);
  const std::string out = (folder / "run me").string(), images = (folder / "digits").string();
  const Outcome outcome = run_program("init '" + out + "' --data " + images);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("3 classes of 12 x 12 grey images: 180 to train on, 20 for "
                                     "validation, 20 for the test"));
  EXPECT_THAT(outcome.out, HasSubstr("space fashion, for small images"));

  const Node yaml = load_yaml(out + "/train.yaml");
  const auto data = read<DataConfig>(*yaml.find("data"));
  EXPECT_EQ(data.source, images);
  EXPECT_EQ(data.batch, 16);
  EXPECT_EQ(data.augment, std::vector<AugmentStep>{PaddedCropConfig{}});
  for (const char* key :
       {"space", "seed", "budget", "optimizer", "schedule", "phases", "evaluate"}) {
    EXPECT_TRUE(yaml.find(key)) << key;
  }
  EXPECT_THAT(run_program("init '" + out + "' --data " + images).err,
              HasSubstr("train.yaml exists; choose another folder, or remove it"));
}

TEST(Init, TakesTheLargeSpaceForPhotographs) {
  const TempFolder folder;
  write_image_folder(folder / "pictures", 20);
  const std::string out = (folder / "out").string();
  const Outcome outcome = run_program("init " + out + " --data " + (folder / "pictures").string());
  EXPECT_THAT(outcome.out, HasSubstr("space mobilenet_v3, for photographs"));
  EXPECT_EQ(load_yaml(out + "/train.yaml").find("space")->text, "mobilenet_v3");
}

TEST(BenchLoad, SaysHowFastTheLoaderIs) {
  const TempFolder folder;
  write_image_folder(folder.path(), 20);
  const Outcome outcome =
      run_program("bench load " + folder.path().string() + " --images 60 --json");
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_GT(json["images_per_core_second"], 0);
  EXPECT_GT(json["full_decode_per_core_second"], 0);
}

TEST(BenchLoad, RefusesAnAugmentationThatThereIsNot) {
  const Outcome outcome = run_program("bench load --images 1 --augment '[flip, flop]'");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("--augment:1: 1: expected one of flip, crop"));
}

}  // namespace
}  // namespace ofa
