#include "data/decode.h"

#include <gmock/gmock.h>

#include "data/exif.h"
#include "data/jpeg_write.h"
#include "tests/data/data_testing.h"

namespace ofa {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

// The image as EXIF 2.3's table says it: where its row 0 and column 0 are seen.
Image turned_as_the_standard_says(const Image& in, int orientation) {
  const int height = in.height, width = in.width;
  const bool swapped = orientation >= 5;
  Image out;
  out.reshape(swapped ? width : height, swapped ? height : width, in.channels);
  for (int row = 0; row < height; ++row) {
    for (int column = 0; column < width; ++column) {
      int y = row, x = column;
      const int last_row = height - 1 - row, last_column = width - 1 - column;
      switch (orientation) {
        case 2:
          y = row, x = last_column;
          break;  // row 0 top, column 0 right
        case 3:
          y = last_row, x = last_column;
          break;  // bottom, right
        case 4:
          y = last_row, x = column;
          break;  // bottom, left
        case 5:
          y = column, x = row;
          break;  // row 0 left, column 0 top
        case 6:
          y = column, x = last_row;
          break;  // right, top
        case 7:
          y = last_column, x = last_row;
          break;  // right, bottom
        case 8:
          y = last_column, x = row;
          break;  // left, bottom
        default:
          break;
      }
      for (int c = 0; c < in.channels; ++c) {
        out.row(y)[x * in.channels + c] = in.row(row)[column * in.channels + c];
      }
    }
  }
  return out;
}

TEST(Decode, TurnsAllEightOrientations) {
  const std::string jpeg = encode_jpeg(picture(50, 70, 3, 1), 90);
  const Image stored = decoded(jpeg);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string turned = with_orientation(jpeg, orientation);
    const Image expected = turned_as_the_standard_says(stored, orientation);
    EXPECT_EQ(read_image_header(turned, "a").size, expected.size());
    EXPECT_EQ(largest_difference(decoded(turned), expected), 0) << orientation;
    const Window window{11, 7, 20, 30};
    EXPECT_EQ(largest_difference(decoded(turned, window, {131, 203}), cut_out(expected, window)), 0)
        << orientation;
  }
}

TEST(Decode, TakesBrokenExifAsNone) {
  EXPECT_EQ(exif_orientation(exif_tag(6, true)), 6);
  EXPECT_EQ(exif_orientation(exif_tag(6, false)), 6);
  EXPECT_EQ(exif_orientation(exif_tag(9, true)), 1);
  EXPECT_EQ(exif_orientation(""), 1);
  EXPECT_EQ(exif_orientation("II"), 1);
  const std::string tag = exif_tag(6, false);
  for (size_t size = 0; size < 20; ++size) EXPECT_EQ(exif_orientation(tag.substr(0, size)), 1);
}

// Only the blocks under the window are decoded; nobody can tell.
TEST(Decode, OfAWindowEqualsTheWindowOfTheWhole) {
  for (const int channels : {1, 3}) {
    const std::string jpeg = encode_jpeg(picture(131, 203, channels, 2), 85);
    const Image whole = decoded(jpeg, channels);
    Random random(3, "windows");
    for (int i = 0; i < 200; ++i) {
      Window window;
      window.width = 1 + static_cast<int>(random.below(203));
      window.height = 1 + static_cast<int>(random.below(131));
      window.x = static_cast<int>(random.below(203 - window.width + 1));
      window.y = static_cast<int>(random.below(131 - window.height + 1));
      ASSERT_EQ(
          largest_difference(decoded(jpeg, window, {131, 203}, channels), cut_out(whole, window)),
          0)
          << window.x << " " << window.y << " " << window.width << " " << window.height;
    }
  }
}

TEST(Decode, ScalesDownWhereTheWindowIsMuchLargerThanNeeded) {
  const std::string jpeg = encode_jpeg(picture(400, 600, 3, 4), 90);
  const Image half = decoded(jpeg, {0, 0, 600, 400}, {200, 300});
  EXPECT_EQ(half.size(), (Size{200, 300}));
  EXPECT_EQ(decoded(jpeg, {0, 0, 600, 400}, {201, 300}).size(), (Size{400, 600}));
  EXPECT_EQ(decoded(jpeg, {0, 0, 600, 400}, {50, 75}).size(), (Size{50, 75}));
  EXPECT_EQ(decoded(jpeg, {100, 80, 320, 160}, {40, 80}).size(), (Size{40, 80}));

  const Image whole = decoded(jpeg);
  Image means;
  means.reshape(200, 300, 3);
  for (int y = 0; y < 200; ++y) {
    for (int i = 0; i < 900; ++i) {
      const int x = i / 3 * 6 + i % 3;
      means.row(y)[i] =
          static_cast<uint8_t>((whole.row(2 * y)[x] + whole.row(2 * y)[x + 3] +
                                whole.row(2 * y + 1)[x] + whole.row(2 * y + 1)[x + 3] + 2) /
                               4);
    }
  }
  EXPECT_LT(mean_difference(half, means), 1.5);
}

TEST(Decode, FillsWhatIsOutsideWithBlack) {
  const Image image = picture(20, 30, 3, 5);
  const Image moved = decoded(encode_png(image), {-3, 4, 30, 20}, {131, 203});
  EXPECT_EQ(moved.size(), (Size{20, 30}));
  EXPECT_EQ(moved.row(0)[0], 0);
  EXPECT_EQ(moved.row(0)[8], 0);
  EXPECT_EQ(moved.row(0)[9], image.row(4)[0]);
  EXPECT_EQ(moved.row(15)[89], image.row(19)[80]);
  EXPECT_EQ(moved.row(16)[40], 0);
  const Image beside = decoded(encode_png(image), {40, -50, 6, 5}, {131, 203});
  EXPECT_EQ(beside.pixels, std::vector<uint8_t>(6 * 5 * 3, 0));
}

TEST(Decode, GivesTheChannelsAskedFor) {
  const Image colour = picture(16, 16, 3, 6), grey = picture(16, 16, 1, 6);
  const Image from_png = decoded(encode_png(colour), 1);
  EXPECT_EQ(from_png.channels, 1);
  EXPECT_EQ(from_png.pixels[0], luminance(colour.pixels[0], colour.pixels[1], colour.pixels[2]));
  EXPECT_LT(mean_difference(decoded(encode_jpeg(colour, 95), 1), from_png), 5);
  for (const std::string& file : {encode_png(grey), encode_jpeg(grey, 95)}) {
    const Image made = decoded(file, 3);
    ASSERT_EQ(made.channels, 3);
    EXPECT_EQ(made.pixels[0], made.pixels[2]);
    EXPECT_TRUE(read_image_header(file, "a").grey);
  }
  EXPECT_EQ(largest_difference(decoded(encode_png(colour)), colour), 0);
  EXPECT_FALSE(read_image_header(encode_png(colour), "a").grey);
}

TEST(Decode, NamesTheFileThatIsBroken) {
  const std::string jpeg = encode_jpeg(picture(64, 64, 3, 7), 90);
  const std::string png = encode_png(picture(64, 64, 3, 7));
  EXPECT_EQ(error_of([&] { decoded(jpeg.substr(0, jpeg.size() / 2)); }),
            "a.jpg: Premature end of JPEG file");
  EXPECT_THAT(error_of([&] { decoded(png.substr(0, png.size() / 2)); }),
              StartsWith("a.jpg: not a whole PNG: "));
  EXPECT_EQ(error_of([&] { decoded(""); }),
            "a.jpg: expected a JPEG or PNG image, found an empty file");
  EXPECT_EQ(error_of([&] { decoded("GIF89a"); }),
            "a.jpg: expected a JPEG or PNG image, found something else");
}

TEST(Decode, RefusesImagesThatAreTooLarge) {
  std::string png = encode_png(picture(8, 8, 1, 8));
  png.replace(16, 8, raw("\0\0\x4E\x20\0\0\x4E\x20"));
  EXPECT_THAT(error_of([&] { decoded(png); }), StartsWith("a.jpg: "));  // its checksum is wrong too
  std::string jpeg = encode_jpeg(picture(8, 8, 1, 8), 90);
  const size_t frame = jpeg.find("\xFF\xC0");
  jpeg.replace(frame + 5, 4, "\x4E\x20\x4E\x20");
  EXPECT_EQ(error_of([&] { decoded(jpeg); }),
            "a.jpg: 20,000 x 20,000 pixels; expected at most 64 million");
}

}  // namespace
}  // namespace ofa
