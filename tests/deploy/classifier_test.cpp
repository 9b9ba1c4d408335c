#include "deploy/classifier.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "core/error.h"
#include "tests/core/temp_folder.h"
#include "tests/data/data_testing.h"
#include "tests/error_of.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class Deployed : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TempFolder;
    ASSERT_EQ(
        run_program("extract tests/trained/fashion --arch min --out " + path("subnet")).exit_code,
        0);
    write_bytes(path("a.png"), encode_png(picture(28, 28, 1, 3)));
    write_bytes(path("b.png"), encode_png(picture(60, 40, 3, 4)));
  }
  static void TearDownTestSuite() { delete folder_; }
  static std::string path(const std::string& name) { return (folder_->path() / name).string(); }

  static const TempFolder* folder_;
};

const TempFolder* Deployed::folder_ = nullptr;

TEST_F(Deployed, TellsTheLikeliestLabelsOfEachImage) {
  const Classifier classifier(path("subnet"));
  const auto all = classifier.classify_all({path("a.png"), path("b.png")}, 100);
  ASSERT_EQ(all.size(), 2u);
  for (const std::vector<Guess>& guesses : all) {
    ASSERT_EQ(guesses.size(), 10u);
    double sum = 0;
    for (const Guess& guess : guesses) sum += guess.probability;
    EXPECT_NEAR(sum, 1, 1e-9);
    EXPECT_TRUE(std::ranges::is_sorted(guesses, std::greater{}, &Guess::probability));
  }
  const std::vector<Guess> best = classifier.classify(path("b.png"), 1);
  ASSERT_EQ(best.size(), 1u);
  EXPECT_EQ(best[0].label, all[1][0].label);
  EXPECT_TRUE(classifier.classify_all({}).empty());
}

TEST_F(Deployed, SaysWhatItTakesAndTakesNothingElse) {
  const Classifier classifier(path("subnet"));
  EXPECT_THAT(classifier.image_sizes(), testing::ElementsAre(1, 24, 24));
  EXPECT_FALSE(classifier.takes_pixels());
  const std::vector<float> images(2 * 24 * 24);
  EXPECT_EQ(classifier.logits(std::as_bytes(std::span(images))).size(), 20u);
  EXPECT_THAT(error_of([&] { classifier.logits(std::as_bytes(std::span(images).first(600))); }),
              HasSubstr("subnet: expected images of 2304 bytes, got 2400 bytes"));
  EXPECT_THAT(error_of([&] { classifier.logits({}); }), HasSubstr("got 0 bytes"));
}

TEST_F(Deployed, TakesPixelsAsTheyLieInMemory) {
  const Classifier classifier(path("subnet"));
  for (const int channels : {1, 3}) {
    const Image image = picture(40, 60, channels, 5);
    write_bytes(path("same.png"), encode_png(image));
    const auto of_file = classifier.classify(path("same.png"));
    const auto of_pixels = classifier.classify_pixels(
        {.pixels = image.pixels, .height = 40, .width = 60, .channels = channels});
    for (size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(of_pixels[i].label, of_file[i].label);
      EXPECT_EQ(of_pixels[i].probability, of_file[i].probability);
    }
    EXPECT_THAT(error_of([&] {
                  classifier.classify_pixels({image.pixels, 41, 60, channels});
                }),
                HasSubstr("got "));
  }
}

TEST_F(Deployed, RefusesWhatIsNoNetwork) {
  EXPECT_THAT(error_of([&] { Classifier(path("a.png")); }), HasSubstr("not a whole ONNX model"));
  EXPECT_THAT(error_of([&] { Classifier(path("subnet"), {.runtime = "openvino"}); }),
              HasSubstr("a runtime runs .onnx files; "));
}

}  // namespace
}  // namespace ofa
