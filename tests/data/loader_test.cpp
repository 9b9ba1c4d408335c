#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "data/eval_loader.h"
#include "data/file_images.h"
#include "data/jpeg_write.h"
#include "data/preprocess.h"
#include "data/train_loader.h"
#include "tests/data/data_testing.h"
#include "tests/resources.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

bool same(const Batch& a, const Batch& b) {
  return a.count == b.count && a.resolution == b.resolution && a.labels == b.labels &&
         a.indices == b.indices && std::equal(a.image(0), a.image(a.count), b.image(0));
}

std::vector<Batch> take(TrainLoader& loader, int count) {
  std::vector<Batch> batches;
  for (int i = 0; i < count; ++i) batches.push_back(loader.next());
  return batches;
}

class Loader : public ::testing::Test {
 protected:
  Loader() { write_image_folder(folder_.path(), 14); }

  static TrainLoaderOptions options(const Dataset& dataset) {
    auto made = train_loader_options(dataset, {24, 32}, /*seed=*/5);
    made.augment = {RandomResizedCropConfig{}, FlipConfig{}, ColorJitterConfig{}};
    return made;
  }
  TempFolder folder_;
};

TEST_F(Loader, GivesTheSameStreamForAnyThreadsAndStart) {
  const Dataset dataset(config_of(folder_.path()), 0);
  TrainLoaderOptions one = options(dataset);
  one.threads = 1;
  TrainLoader reference(dataset, one);
  const auto expected = take(reference, 8);  // more than two epochs
  std::set<int> resolutions;
  for (const Batch& batch : expected) resolutions.insert(batch.resolution);
  EXPECT_EQ(resolutions, (std::set<int>{24, 32}));
  for (const int threads : {2, 4}) {
    TrainLoaderOptions other = one;
    other.threads = threads;
    other.memory = 1;
    for (const int64_t first : {0, 5}) {
      other.first_batch = first;
      TrainLoader loader(dataset, other);
      for (size_t i = first; i < expected.size(); ++i)
        EXPECT_TRUE(same(loader.next(), expected[i])) << i;
    }
  }
  one.seed = 6;
  TrainLoader other_seed(dataset, one);
  EXPECT_FALSE(same(other_seed.next(), expected[0]));
}

TEST_F(Loader, ShowsEachImageAtMostOnceAnEpochAndInNewOrder) {
  const Dataset dataset(config_of(folder_.path()), 0);
  ASSERT_EQ(batches_per_epoch(dataset, 8), 3);
  TrainLoader loader(dataset, options(dataset));
  std::vector<std::vector<int64_t>> epochs(2);
  for (auto& epoch : epochs) {
    for (const Batch& batch : take(loader, 3)) {
      EXPECT_EQ(batch.count, 8);
      for (int i = 0; i < batch.count; ++i) {
        EXPECT_EQ(batch.labels[i], dataset.images().label(batch.indices[i]));
        epoch.push_back(batch.indices[i]);
      }
    }
    EXPECT_EQ(std::set<int64_t>(epoch.begin(), epoch.end()).size(), 24U);
  }
  EXPECT_NE(epochs[0], epochs[1]);
}

TEST_F(Loader, LaysImagesOutAsTheNetworkReadsThem) {
  const Dataset dataset(config_of(folder_.path()), 0);
  EvalLoader loader(dataset, Split::kTest, {.batch = 3, .resolution = 40});
  const auto first = loader.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(first->images.get()) % 64, 0U);
  EXPECT_EQ(first->indices, (std::vector<int64_t>{28, 29, 30}));
  EXPECT_EQ(first->image_floats(), 40U * 40 * 3);
  // The middle of a 100 x 75 image: 75 * 40 / 46 pixels square, resized.
  const Image image = decoded(read_file(dataset.images().name(29), 1 << 20));
  const Window window = centre_square(image.size(), 40.0 / 46);
  EXPECT_EQ(window, (Window{17, 5, 65, 65}));
  Image resized;
  Resizer()(cut_out(image, window), {40, 40}, resized);
  for (int i = 0; i < 40 * 40 * 3; ++i) {
    const int c = i % 3;
    ASSERT_NEAR(first->image(1)[i],
                (resized.pixels[i] / 255.0 - dataset.info().mean[c]) / dataset.info().std[c], 1e-5);
  }
  EXPECT_EQ(loader.next()->count, 1);
  EXPECT_FALSE(loader.next());
  EXPECT_FALSE(loader.next());
  const FileImages file("", {ImageFile{dataset.images().name(29)}});
  const Batch read = read_images(file, dataset.info(), 40);
  EXPECT_TRUE(std::equal(read.image(0), read.image(1), first->image(1)));
}

TEST_F(Loader, CalibratesOnTheSameTrainingImages) {
  const Dataset dataset(config_of(folder_.path()), 0);
  const auto images = calibration_images(dataset, 10, 3);
  EXPECT_EQ(images, calibration_images(dataset, 10, 3));
  EXPECT_NE(images, calibration_images(dataset, 10, 4));
  std::vector<int64_t> all = calibration_images(dataset, 1000, 3);
  EXPECT_FALSE(std::ranges::is_sorted(all));  // folders list one class after the other
  std::ranges::sort(all);
  EXPECT_EQ(all, dataset.indices(Split::kTrain));
  EvalLoader loader(dataset, images, {.batch = 4, .resolution = 24, .threads = 2});
  std::vector<int64_t> seen;
  while (const auto batch = loader.next()) {
    seen.insert(seen.end(), batch->indices.begin(), batch->indices.end());
  }
  EXPECT_EQ(seen, images);
}

TEST_F(Loader, StopsAtABrokenImageAndNamesIt) {
  DataConfig config = config_of(folder_.path());
  const Dataset dataset(config, 0);
  const int64_t broken = dataset.indices(Split::kTrain)[3];
  write_bytes(dataset.images().name(broken), "\xFF\xD8\xFF rubbish");
  for (const int threads : {1, 4}) {
    TrainLoaderOptions stop = options(dataset);
    stop.threads = threads;
    TrainLoader loader(dataset, stop);
    const std::string problem = error_of([&] { take(loader, 6); });
    EXPECT_THAT(problem, StartsWith(dataset.images().name(broken) + ": "));
    EXPECT_EQ(error_of([&] { loader.next(); }), problem);
  }
}

TEST_F(Loader, SkipsBrokenImagesTheSameWayForAnyThreads) {
  const Dataset dataset(config_of(folder_.path()), 0);
  const auto& train = dataset.indices(Split::kTrain);
  for (const int i : {1, 4, 9}) write_bytes(dataset.images().name(train[i]), "rubbish");
  std::vector<std::vector<Batch>> streams;
  for (const int threads : {1, 4}) {
    TrainLoaderOptions skip = options(dataset);
    skip.on_error = OnError::kSkip;
    skip.threads = threads;
    TrainLoader loader(dataset, skip);
    streams.push_back(take(loader, 7));
    EXPECT_EQ(loader.skipped(), 3);
  }
  for (size_t i = 0; i < 7; ++i) {
    EXPECT_TRUE(same(streams[0][i], streams[1][i]));
    EXPECT_EQ(streams[0][i].count, 8);
    for (const int64_t index : streams[0][i].indices) EXPECT_NE(index, train[4]);
  }
  EvalLoader evaluation(dataset, Split::kTrain,
                        {.batch = 5, .resolution = 24, .on_error = OnError::kSkip});
  int count = 0;
  while (const auto batch = evaluation.next()) {
    count += batch->count;
    EXPECT_EQ(batch->labels.size(), static_cast<size_t>(batch->count));
  }
  EXPECT_EQ(count, static_cast<int>(train.size()) - 3);
  EXPECT_EQ(evaluation.skipped(), 3);
}

TEST_F(Loader, GivesUpWhereAllImagesAreBroken) {
  const Dataset dataset(config_of(folder_.path()), 0);
  for (const int64_t index : dataset.indices(Split::kTrain))
    write_bytes(dataset.images().name(index), "x");
  TrainLoaderOptions skip = options(dataset);
  skip.on_error = OnError::kSkip;
  TrainLoader loader(dataset, skip);
  EXPECT_THAT(error_of([&] { loader.next(); }),
              StartsWith("100 broken images in a row, the last one: "));
}

TEST_F(Loader, KeepsToItsMemoryWhateverTheFolder) {
  const Dataset dataset(config_of(folder_.path()), 0);
  TrainLoaderOptions wanted = options(dataset);
  wanted.resolutions = {64, 96};
  wanted.threads = 4;
  const int64_t largest = 8 * 96 * 96 * 3 * 4;
  wanted.memory = 2 * largest;
  TrainLoader loader(dataset, wanted);
  int64_t total = 0;
  for (int i = 0; i < 24; ++i) total += static_cast<int64_t>(8 * loader.next().image_floats() * 4);
  EXPECT_GT(total, 5 * wanted.memory);
  EXPECT_LE(loader.peak_bytes(), wanted.memory);
  EXPECT_GT(loader.peak_bytes(), wanted.memory / 3);
}

TEST_F(Loader, EndsCleanlyWhilePrefetching) {
  const Dataset dataset(config_of(folder_.path()), 0);
  for (int i = 0; i < 20; ++i) {
    TrainLoaderOptions wanted = options(dataset);
    wanted.threads = 1 + i % 4;
    TrainLoader loader(dataset, wanted);
    if (i % 2) loader.next();
  }
}

TEST_F(Loader, RefusesBatchesThatAreTooLargeAndSplitsThatAreEmpty) {
  const Dataset dataset(config_of(folder_.path()), 0);
  EXPECT_EQ(error_of([&] { batches_per_epoch(dataset, 100); }),
            "data.batch: 100 images in a batch, but there are only 25 to train on");
  const Dataset tree(config_of(folder_.path() / "train"), 0);
  EXPECT_THAT(error_of([&] { EvalLoader(tree, Split::kTest, {}); }),
              HasSubstr("has no test images"));
}

TEST_F(Loader, NeverPassesItsEnd) {
  const Dataset dataset(config_of(folder_.path()), 0);
  TrainLoaderOptions wanted = options(dataset);
  wanted.first_batch = 2;
  wanted.end_batch = 4;
  TrainLoader loader(dataset, wanted);
  take(loader, 2);
  EXPECT_THROW(loader.next(), std::logic_error);
}

// 128 images of 28 x 28 in far below a millisecond.
TEST(FastLoader, FeedsSmallImagesFromMemory) {
  if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist"))
    GTEST_SKIP() << "dataset-fashion-mnist is not installed";
  const Dataset dataset({.source = "fashion-mnist"}, 0);
  TrainLoaderOptions options = train_loader_options(dataset, {24, 28}, 0);
  options.threads = 1;
  TrainLoader loader(dataset, options);
  loader.next();
  const double before = cpu_seconds();
  take(loader, 300);
  const double ms = (cpu_seconds() - before) / 300 * 1000;
  RecordProperty("ms_per_batch", std::to_string(ms));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(ms, 2);
#endif
}

}  // namespace
}  // namespace ofa
