// What ofa pack makes of images.
#include "data/pack_write.h"

#include <gmock/gmock.h>

#include "core/file.h"
#include "data/dataset.h"
#include "data/jpeg_write.h"
#include "data/pack.h"
#include "data/resize.h"
#include "tests/data/data_testing.h"

namespace ofa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class PackWriting : public ::testing::Test {
 protected:
  // A class beside which others can be looked at.
  PackWriting() { add("b/0.jpg", encode_jpeg(picture(70, 80, 3, 1), 90)); }

  void add(const std::string& name, const std::string& bytes) {
    write_bytes(folder_ / "photos" / name, bytes);
  }
  PackReport pack(const PackOptions& options = {}, const std::string& from = "photos") {
    std::filesystem::remove(file());
    const std::string source = (folder_.path() / from).string();
    return write_pack(open_source(source), source, file(), options);
  }
  std::string file() const { return (folder_ / "a.pack").string(); }
  std::string packed(int64_t index) const { return *PackImages(file()).file_bytes(index); }

  // Stored as JPEG, whose colours are coarse.
  static Image resized(const Image& image, Size size) {
    Image out;
    Resizer()(image, size, out);
    return decoded(encode_jpeg(out, 95));
  }
  TempFolder folder_;
};

TEST_F(PackWriting, KeepsJpegsWithinTheBound) {
  const std::string jpeg = encode_jpeg(picture(256, 300, 3, 2), 75);
  const std::string turned = with_orientation(encode_jpeg(picture(90, 120, 3, 3), 75), 6);
  add("a/0.jpg", jpeg);
  add("a/1.jpg", turned);
  const PackReport report = pack();
  EXPECT_EQ(packed(0), jpeg);
  EXPECT_EQ(packed(1), turned);
  EXPECT_EQ(PackImages(file()).header(1).size, (Size{120, 90}));
  EXPECT_EQ(report.kept, 3);
  EXPECT_EQ(report.num_bytes, std::filesystem::file_size(file()));
  EXPECT_EQ(report.checksum, checksum(read_file(file(), 1 << 24)));
}

TEST_F(PackWriting, ResizesWhatIsLarger) {
  const Image wide = picture(400, 600, 3, 2), high = picture(640, 320, 3, 3);
  add("a/0.jpg", encode_jpeg(wide, 95));
  add("a/1.png", encode_png(high));
  add("a/2.jpg", with_orientation(encode_jpeg(wide, 95), 6));
  add("a/3.jpg", encode_jpeg(picture(300, 500, 1, 4), 95));
  const PackReport report = pack({.side = 100, .quality = 95});
  EXPECT_EQ(report.resized, 4);
  EXPECT_LT(mean_difference(decoded(packed(0)), resized(wide, {100, 150})), 2);
  EXPECT_LT(mean_difference(decoded(packed(1)), resized(high, {200, 100})), 2);
  const Image turned = decoded(with_orientation(encode_jpeg(wide, 95), 6));
  ASSERT_EQ(turned.size(), (Size{600, 400}));
  EXPECT_LT(mean_difference(decoded(packed(2)), resized(turned, {150, 100})), 2);
  EXPECT_TRUE(PackImages(file()).header(3).grey);
  EXPECT_EQ(decoded(packed(3)).size(), (Size{100, 167}));
  for (int i = 0; i < 4; ++i) EXPECT_THAT(packed(i), StartsWith("\xFF\xD8\xFF"));

  const size_t bytes = packed(0).size();
  pack({.side = 100, .quality = 50});
  EXPECT_LT(packed(0).size(), bytes * 2 / 3);
}

TEST_F(PackWriting, MakesJpegsOfLargePngsOnly) {
  const std::string small = encode_png(picture(64, 90, 3, 2));
  const Image large = picture(65, 90, 3, 3);
  add("a/0.png", small);
  add("a/1.png", encode_png(large));
  add("a/2.jpg", encode_jpeg(picture(100, 120, 3, 4), 90));
  const PackReport report = pack();
  EXPECT_EQ(packed(0), small);
  EXPECT_THAT(packed(1), StartsWith("\xFF\xD8\xFF"));
  EXPECT_LT(mean_difference(decoded(packed(1)), large), 4);
  EXPECT_EQ(report.encoded, 1);
  EXPECT_EQ(report.kept, 3);
  pack({.side = 32});
  EXPECT_THAT(packed(2), StartsWith("\x89PNG"));
  EXPECT_EQ(decoded(packed(2)).size(), (Size{32, 38}));
}

TEST_F(PackWriting, KeepsPixelsAndKindOfIdx) {
  write_idx_folder(folder_ / "digits", 30, 6);
  pack({}, "digits/");
  const Source source = open_source(file());
  EXPECT_EQ(source.kind, SourceKind::kIdx);
  EXPECT_THAT(source.counts, ElementsAre(30, 0, 6));
  EXPECT_EQ(decoded(packed(4), 1).pixels, picture(12, 12, 1, 4).pixels);
  EXPECT_EQ(decoded(packed(33), 1).pixels, picture(12, 12, 1, 3).pixels);
  EXPECT_THAT(source.images->name(33), HasSubstr("image 33 (t10k-images-idx3-ubyte: image 3)"));
  EXPECT_EQ(PackImages(file()).pack().source, "digits");

  const Dataset packed_digits(config_of(file()), 0), digits(config_of(folder_ / "digits"), 0);
  EXPECT_EQ(packed_digits.config().augment, digits.config().augment);
  EXPECT_EQ(packed_digits.info().mean, digits.info().mean);
  EXPECT_EQ(packed_digits.info().channels, 1);
  EXPECT_EQ(packed_digits.indices(Split::kValidation), digits.indices(Split::kValidation));
}

TEST_F(PackWriting, GivesTheSameBytesForAnyThreads) {
  write_image_folder(folder_ / "many", 20);
  std::vector<std::string> files;
  for (const int threads : {1, 2, 3}) {
    pack({.side = 70, .threads = threads}, "many");
    files.push_back(read_file(file(), 1 << 24));
  }
  EXPECT_EQ(files[0], files[1]);
  EXPECT_EQ(files[0], files[2]);
}

TEST_F(PackWriting, KeepsAPackOfAPack) {
  add("a/0.jpg", encode_jpeg(picture(400, 300, 3, 2), 90));
  pack();
  const std::string first = packed(0);
  std::filesystem::rename(file(), folder_ / "old.pack");
  EXPECT_EQ(pack({}, "old.pack").kept, 2);
  EXPECT_EQ(packed(0), first);
  EXPECT_EQ(PackImages(file()).short_name(0), "a/0.jpg");
}

TEST_F(PackWriting, StopsAtABrokenImageOrLeavesItOut) {
  for (int i = 0; i < 8; ++i) {
    add("a/" + std::to_string(i) + ".jpg", encode_jpeg(picture(90, 90, 3, 2), 90));
  }
  const std::string whole = encode_jpeg(picture(90, 90, 3, 2), 90);
  add("a/3.jpg", whole.substr(0, whole.size() / 2));
  add("a/5.jpg", "no image");
  EXPECT_THAT(error_of([&] { pack({.threads = 2}); }),
              HasSubstr("photos/a/3.jpg: Premature end of JPEG file"));
  EXPECT_EQ(folder_.num_files(), 1U);  // the photos
  const PackReport report = pack({.on_error = OnError::kSkip});
  EXPECT_EQ(report.broken, 2);
  EXPECT_THAT(open_source(file()).counts, ElementsAre(7, 0, 0));
  EXPECT_EQ(PackImages(file()).short_name(3), "a/4.jpg");

  for (int i = 0; i < 8; ++i) add("a/" + std::to_string(i) + ".jpg", "no image");
  EXPECT_EQ(
      error_of([&] { pack({.on_error = OnError::kSkip}); }),
      (folder_ / "photos").string() + ": class 0 (a) has no training image that is not broken");
  EXPECT_EQ(folder_.num_files(), 1U);
}

TEST_F(PackWriting, RefusesWhatNoJpegCanHold) {
  add("a/0.png", encode_png(picture(70, 65'501, 1, 2)));
  EXPECT_THAT(error_of([&] { pack(); }),
              HasSubstr("a/0.png: 65,501 x 70 pixels; a JPEG has at most 65,500 a side"));
}

}  // namespace
}  // namespace ofa
