#include "evaluate/recorded_data.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "tests/core/temp_folder.h"
#include "tests/data/data_testing.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

DataConfig config_of(const fs::path& folder) {
  DataConfig config;
  config.source = folder.string();
  return config;
}

// train/, val/ and test/, each of two classes.
void write_three_parts(const fs::path& folder) {
  for (const char* part : {"train", "val", "test"})
    for (const char* name : {"cats", "dogs"})
      for (int i = 0; i < 6; ++i)
        write_bytes(folder / part / name / (std::to_string(i) + ".png"),
                    encode_png(picture(20, 20, 3, static_cast<uint64_t>(i))));
}

TEST(RecordedData, OpensTheSameSplitsAgain) {
  const TempFolder folder;
  write_idx_folder(folder / "idx", 60, 10);
  write_three_parts(folder / "parts");
  for (const char* name : {"idx", "parts"})
    for (const bool default_split : {true, false}) {
      DataConfig config = config_of(folder / name);
      if (!default_split) config.validation = Amount{5, 0};
      const Dataset first(config, 7);
      const Dataset again = open_recorded(data_record(first), "run", "");
      EXPECT_EQ(first.info(), again.info()) << name;
      for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest})
        EXPECT_EQ(first.indices(split), again.indices(split)) << name << name_of(split);
    }
}

TEST(RecordedData, PreparesOtherPicturesAsThoseThatWereTrainedOn) {
  const TempFolder folder;
  write_idx_folder(folder / "a", 60, 10);
  write_idx_folder(folder / "b", 90, 20);
  const Dataset first(config_of(folder / "a"), 7);
  const Dataset other = open_recorded(data_record(first), "run", (folder / "b").string());
  EXPECT_EQ(other.info().mean, first.info().mean);
  EXPECT_EQ(other.info().std, first.info().std);
  EXPECT_NE(other.info().fingerprint, first.info().fingerprint);
}

TEST(RecordedData, RefusesOtherClasses) {
  const TempFolder folder;
  write_idx_folder(folder / "a", 60, 10, 3);
  write_idx_folder(folder / "b", 60, 10, 4);
  const Json record = data_record(Dataset(config_of(folder / "a"), 7));
  EXPECT_THROW(open_recorded(record, "run", (folder / "b").string()), Error);
}

TEST(RecordedData, SaysThatItKnowsNothing) {
  try {
    open_recorded(nullptr, "runs/imported", "");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "runs/imported does not say what it was trained on; say it: --data IMAGES");
  }
}

TEST(RecordedData, GoesOnSkippingBrokenPictures) {
  const TempFolder folder;
  write_three_parts(folder / "parts");
  write_bytes(folder / "parts/val/cats/0.png", "broken");
  DataConfig config = config_of(folder / "parts");
  config.on_error = OnError::kSkip;
  const Dataset first(config, 1);
  EXPECT_EQ(recorded_data(data_record(first), "run", "").config.on_error, OnError::kSkip);
}

}  // namespace
}  // namespace ofa
