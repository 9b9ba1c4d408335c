#include "data/dataset.h"

#include <gmock/gmock.h>

#include <set>

#include "data/jpeg_write.h"
#include "data/statistics.h"
#include "tests/data/data_testing.h"

namespace ofa {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

TEST(Dataset, SplitsValidationOffTrainBySeed) {
  const TempFolder folder;
  write_idx_folder(folder.path(), 60, 9);
  DataConfig config = config_of(folder.path());
  config.validation = Amount{.count = 12};
  const Dataset one(config, 1), again(config, 1), two(config, 2);
  EXPECT_EQ(one.size(Split::kTrain), 48);
  EXPECT_EQ(one.size(Split::kValidation), 12);
  EXPECT_EQ(one.size(Split::kTest), 9);
  EXPECT_EQ(one.indices(Split::kValidation), again.indices(Split::kValidation));
  EXPECT_NE(one.indices(Split::kValidation), two.indices(Split::kValidation));
  EXPECT_EQ(one.info(), again.info());
  EXPECT_NE(one.info().fingerprint, two.info().fingerprint);
  std::set<int64_t> all(one.indices(Split::kTrain).begin(), one.indices(Split::kTrain).end());
  for (const int64_t index : one.indices(Split::kValidation)) EXPECT_TRUE(all.insert(index).second);
  EXPECT_EQ(all.size(), 60U);
  EXPECT_EQ(*all.rbegin(), 59);
}

TEST(Dataset, RefusesASplitThatLeavesNothing) {
  const TempFolder folder;
  write_idx_folder(folder.path(), 30, 0);
  DataConfig config = config_of(folder.path());
  config.validation = Amount{.count = 30};
  EXPECT_EQ(error_of([&] { Dataset(config, 0); }),
            "data.validation: 30 of 30 training images would leave none to train on");
  config.validation = Amount{.percent = 1};
  EXPECT_EQ(error_of([&] { Dataset(config, 0); }),
            "data.validation: 1% of 30 training images leaves none to evaluate on");
}

TEST(Dataset, FillsInWhatFollowsFromTheImages) {
  const TempFolder folder;
  write_idx_folder(folder / "small", 60, 0);
  const Dataset small(config_of(folder / "small"), 0);
  EXPECT_EQ(small.config().validation, Amount{.percent = 10});
  EXPECT_EQ(small.config().resize_ratio, 1);
  EXPECT_EQ(small.config().augment, std::vector<AugmentStep>{PaddedCropConfig{}});
  EXPECT_GE(small.config().threads, 1);
  EXPECT_EQ(small.info().channels, 1);
  EXPECT_EQ(small.info().typical_size, (Size{12, 12}));

  write_image_folder(folder / "photos", 6);
  const Dataset photos(config_of(folder / "photos"), 0);
  EXPECT_EQ(photos.config().resize_ratio, 0.875);
  EXPECT_EQ(photos.config().augment->size(), 2U);
  EXPECT_EQ(photos.info().channels, 3);
  EXPECT_EQ(photos.size(Split::kTest), 4);
}

TEST(Dataset, TakesTheValidationPartThatASourceHas) {
  const TempFolder folder;
  write_image_folder(folder.path(), 4);
  fs::copy(folder / "val", folder / "test", fs::copy_options::recursive);
  DataConfig config = config_of(folder.path());
  const Dataset own(config, 0);
  EXPECT_EQ(own.indices(Split::kValidation), (std::vector<int64_t>{8, 9, 10, 11}));
  EXPECT_EQ(own.size(Split::kTrain), 8);
  config.validation = Amount{.count = 2};
  const Dataset drawn(config, 0);
  EXPECT_EQ(drawn.size(Split::kTrain), 6);
  EXPECT_LT(drawn.indices(Split::kValidation)[1], 8);
}

TEST(Dataset, MeasuresMeanAndDeviationOfTrainingImages) {
  const TempFolder folder;
  write_idx_folder(folder.path(), 40, 5);
  const Dataset dataset(config_of(folder.path()), 3);
  double sum = 0, square = 0, count = 0;
  for (const int64_t index : dataset.indices(Split::kTrain)) {
    for (const uint8_t value : picture(12, 12, 1, index).pixels) {
      sum += value / 255.0;
      square += value / 255.0 * value / 255.0;
      ++count;
    }
  }
  const double mean = sum / count;
  EXPECT_NEAR(dataset.info().mean[0], mean, 1e-9);
  EXPECT_NEAR(dataset.info().std[0], std::sqrt(square / count - mean * mean), 1e-9);
}

TEST(Dataset, IsGreyWhereAllImagesAre) {
  const TempFolder folder;
  for (int i = 0; i < 6; ++i) {
    write_bytes(folder.path() / (i % 2 ? "a" : "b") / (std::to_string(i) + ".jpg"),
                encode_jpeg(picture(40, 40, 1, i), 90));
  }
  DataConfig config = config_of(folder.path());
  config.validation = Amount{.count = 1};
  EXPECT_EQ(Dataset(config, 0).info().channels, 1);
}

TEST(Dataset, StopsAtABrokenImageUnlessItMaySkipIt) {
  const TempFolder folder;
  write_image_folder(folder.path(), 6);
  write_bytes(folder / "train/cat/0001.jpg", "\xFF\xD8\xFF rubbish");
  DataConfig config = config_of(folder.path());
  EXPECT_THAT(error_of([&] { Dataset(config, 0); }), HasSubstr("train/cat/0001.jpg: "));
  config.on_error = OnError::kSkip;
  EXPECT_EQ(Dataset(config, 0).info().num_classes(), 2);
}

TEST(Dataset, ReadsFashionMnistWhereItIsInstalled) {
  if (!fs::exists("/usr/share/datasets/fashion-mnist"))
    GTEST_SKIP() << "dataset-fashion-mnist is not installed";
  DataConfig config{.source = "fashion-mnist", .validation = Amount{.count = 5000}};
  const Dataset dataset(config, 0);
  EXPECT_EQ(dataset.size(Split::kTrain), 55'000);
  EXPECT_EQ(dataset.size(Split::kTest), 10'000);
  EXPECT_NEAR(dataset.info().mean[0], 0.2860, 0.001);  // as published for all 60,000
  EXPECT_NEAR(dataset.info().std[0], 0.3530, 0.001);
  EXPECT_EQ(dataset.info().classes[9], "Ankle boot");
  EXPECT_EQ(dataset.images().label(0), 9);  // an ankle boot
}

TEST(DatasetInfo, ReadsTheJsonItWrites) {
  const DatasetInfo info{"pictures", {"a", "b"}, 1, {0.3}, {0.25}, 0.875,
                         {375, 500}, 10,         2, 3,     "abc"};
  const auto json = to_json(info);
  EXPECT_EQ(dataset_info_from_json(nlohmann::ordered_json::parse(json.dump()), "data.json"), info);
  const auto problem = [&](const char* key, const nlohmann::ordered_json& value) {
    auto wrong = json;
    if (value.is_null())
      wrong.erase(key);
    else
      wrong[key] = value;
    return error_of([&] { dataset_info_from_json(wrong, "data.json"); });
  };
  EXPECT_EQ(problem("mean", nullptr), "data.json: mean: missing");
  EXPECT_EQ(problem("mean", {0.1, 0.2}), "data.json: mean: expected 1 numbers, got [0.1,0.2]");
  EXPECT_EQ(problem("std", {0.0}), "data.json: std: expected a number from 1e-06 to 1, got 0.0");
  EXPECT_EQ(problem("channels", 2), "data.json: channels: expected 1 or 3, got 2");
  EXPECT_EQ(problem("classes", {1}), "data.json: classes: expected a list of names, got 1");
  EXPECT_EQ(problem("format", "ofa-data/9"),
            "data.json: format: expected ofa-data/1, got \"ofa-data/9\"");
  EXPECT_EQ(error_of([] { dataset_info_from_json(nlohmann::ordered_json(3), "data.json"); }),
            "data.json: format: missing");
}

}  // namespace
}  // namespace ofa
