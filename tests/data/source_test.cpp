// Every kind of source from real files, and what is said of those that are wrong.
#include "data/source.h"

#include <gmock/gmock.h>

#include "data/dataset.h"
#include "data/jpeg_write.h"
#include "tests/data/data_testing.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
namespace fs = std::filesystem;

class Sources : public ::testing::Test {
 protected:
  std::string folder() const { return folder_.path().string(); }
  std::string problem() const {
    return error_of([&] { open_source(folder()); });
  }
  Image whole(const Source& source, int64_t index) const {
    Image image;
    const auto window = [](Size size) { return Window{0, 0, size.width, size.height}; };
    source.images->read(index, {source.images->header(index).grey ? 1 : 3, window, {999, 999}},
                        image);
    return image;
  }
  TempFolder folder_;
};

TEST_F(Sources, ReadsIdx) {
  write_idx_folder(folder_.path(), 30, 6);
  const Source source = open_source(folder());
  EXPECT_EQ(source.kind, SourceKind::kIdx);
  EXPECT_THAT(source.classes, ElementsAre("0", "1", "2"));
  EXPECT_THAT(source.counts, ElementsAre(30, 0, 6));
  EXPECT_EQ(source.images->label(4), 1);
  EXPECT_EQ(whole(source, 4).pixels, picture(12, 12, 1, 4).pixels);
  EXPECT_EQ(whole(source, 33).pixels, picture(12, 12, 1, 3).pixels);
  EXPECT_THAT(source.images->name(33), EndsWith("t10k-images-idx3-ubyte: image 3"));
}

TEST_F(Sources, NamesIdxClassesAfterTheirFile) {
  write_idx_folder(folder_.path(), 30, 0);
  write_bytes(folder_ / "classes.txt", "coat\r\nbag\nshoe\n");
  EXPECT_THAT(open_source(folder()).classes, ElementsAre("coat", "bag", "shoe"));
  write_bytes(folder_ / "classes.txt", "coat\nbag\n");
  EXPECT_THAT(problem(),
              HasSubstr("image 2: its label is 2; expected 0 to 1, as there are 2 classes"));
  write_bytes(folder_ / "classes.txt", "coat\nbag\nshoe\nhat\n");
  EXPECT_THAT(problem(), HasSubstr("class 3 (hat) has no training image"));
}

TEST_F(Sources, BelievesNoIdxHeader) {
  write_idx_folder(folder_.path(), 3, 0);
  const auto images = folder_ / "train-images-idx3-ubyte.gz";
  const std::string pixels(3 * 144, 'x');
  write_bytes(images, gzipped(idx_bytes({4'000'000'000, 12, 12}, pixels)));
  EXPECT_THAT(problem(),
              HasSubstr("cut off: 576,000,000,000 more bytes expected, there are at most"));
  write_bytes(images, gzipped(idx_bytes({4, 12, 12}, pixels)));
  EXPECT_THAT(problem(), HasSubstr("cut off: 576 more bytes expected, found 432"));
  write_bytes(images, gzipped(idx_bytes({2, 12, 12}, pixels)));
  EXPECT_THAT(problem(), HasSubstr("holds more bytes than its header says"));
  write_bytes(images, gzipped(idx_bytes({3, 12, 12}, pixels)).substr(0, 30));
  EXPECT_THAT(problem(), HasSubstr("cut off"));
  write_bytes(images, gzipped(idx_bytes({3, 0, 12}, "")));
  EXPECT_THAT(problem(), HasSubstr("its header says images of 0 x 12 with 1 channels"));
  write_bytes(images, gzipped(idx_bytes({3, 4'000'000'000, 4'000'000'000}, "")));
  EXPECT_THAT(problem(), HasSubstr("its header says images of 4,000,000,000 x 4,000,000,000"));
  write_bytes(images, gzipped(idx_bytes({2, 12, 12}, pixels.substr(0, 288))));
  EXPECT_THAT(problem(), HasSubstr("3 labels for the 2 images of"));
  write_bytes(images, "PK\x03\x04 something else");
  EXPECT_THAT(
      problem(),
      HasSubstr("expected an IDX file of bytes with 3 dimensions, found one that begins 504b0304"));
  fs::remove(images);
  EXPECT_THAT(problem(), HasSubstr("no IDX file with train-images in its name"));
}

std::string cifar_records(int count, int num_label_bytes, int num_classes) {
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    if (num_label_bytes == 2) bytes += '\x7F';  // the coarse label, of no use to us
    bytes += static_cast<char>(i % num_classes);
    for (int c = 0; c < 3; ++c) bytes += std::string(1024, static_cast<char>(50 * c + i));
  }
  return bytes;
}

TEST_F(Sources, ReadsCifar10And100) {
  for (int i = 1; i <= 5; ++i) {
    write_bytes(folder_.path() / ("data_batch_" + std::to_string(i) + ".bin"),
                cifar_records(10, 1, 10));
  }
  write_bytes(folder_ / "test_batch.bin", cifar_records(5, 1, 10));
  write_bytes(folder_ / "batches.meta.txt",
              "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
  const Source source = open_source(folder());
  EXPECT_EQ(source.kind, SourceKind::kCifar);
  EXPECT_THAT(source.counts, ElementsAre(50, 0, 5));
  EXPECT_EQ(source.classes[9], "truck");
  const Image image = whole(source, 13);
  EXPECT_THAT(std::vector<int>(image.pixels.begin() + 300, image.pixels.begin() + 303),
              ElementsAre(3, 53, 103));
  write_bytes(folder_ / "test_batch.bin", "short");
  EXPECT_THAT(problem(), HasSubstr("test_batch.bin: 5 bytes, expected a multiple of 3073"));
  write_bytes(folder_ / "test_batch.bin", cifar_records(20, 1, 12));
  EXPECT_THAT(problem(), HasSubstr("its label is 10; expected 0 to 9, as there are 10 classes"));

  const TempFolder other;
  write_bytes(other / "train.bin", cifar_records(100, 2, 100));
  const Source fine = open_source(other.path().string());
  EXPECT_EQ(fine.classes.size(), 100U);
  EXPECT_EQ(fine.images->label(99), 99);
}

TEST_F(Sources, ReadsImageFolders) {
  write_image_folder(folder_.path(), 5);
  const Source source = open_source(folder());
  EXPECT_EQ(source.kind, SourceKind::kFolder);
  EXPECT_THAT(source.classes, ElementsAre("cat", "dog"));
  EXPECT_THAT(source.counts, ElementsAre(10, 0, 4));  // val/ is for the test
  EXPECT_THAT(source.images->name(5), EndsWith("train/dog/0000.jpg"));
  EXPECT_EQ(source.images->label(5), 1);

  const Source tree = open_source(folder() + "/train");
  EXPECT_THAT(tree.counts, ElementsAre(10, 0, 0));

  fs::copy(folder_ / "val", folder_ / "test", fs::copy_options::recursive);
  EXPECT_THAT(open_source(folder()).counts, ElementsAre(10, 4, 4));
}

TEST_F(Sources, SaysWhatIsWrongWithAFolder) {
  EXPECT_THAT(problem(),
              HasSubstr("holds no images that we know; looked for folders of .jpg and .png"));
  EXPECT_EQ(error_of([] { open_source("/no/such"); }),
            "data.source: /no/such: no such folder or file");
  write_image_folder(folder_.path(), 2);
  fs::create_directory(folder_ / "train/bird");
  EXPECT_THAT(problem(),
              HasSubstr("train/bird: the class is empty: no .jpg, .jpeg or .png file in it"));
  write_bytes(folder_ / "train/bird/a.gif", "GIF89a");
  EXPECT_THAT(
      problem(),
      HasSubstr(
          "train/bird/a.gif: expected a .jpg, .jpeg or .png file; convert it, or take it out"));
  fs::remove_all(folder_ / "train/bird");
  write_bytes(folder_ / "train/.DS_Store", "");
  EXPECT_EQ(problem(), "no error");
  fs::rename(folder_ / "val/dog", folder_ / "val/wolf");
  EXPECT_THAT(problem(), HasSubstr("val/wolf: training has no class wolf"));
  fs::rename(folder_ / "train", folder_ / "training");
  EXPECT_THAT(problem(), HasSubstr("there is val/, but no train/"));
}

TEST_F(Sources, WantTwoClasses) {
  write_bytes(folder_ / "only/a.png", encode_png(picture(8, 8, 3, 1)));
  EXPECT_THAT(problem(), HasSubstr("expected at least 2 classes, found 1"));
}

}  // namespace
}  // namespace ofa
