// ofa pack, as its users meet it.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "data/pack.h"
#include "tests/data/data_testing.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Json = nlohmann::json;

class PackCommand : public ::testing::Test {
 protected:
  PackCommand() { write_image_folder(folder_ / "photos", 20, 90, 120); }

  std::string path(const char* name) const { return (folder_ / name).string(); }
  Outcome pack(const std::string& arguments, const std::string& before = "") const {
    return run_program("pack " + arguments, before);
  }
  // Flips a byte in the middle of an image.
  void damage(int64_t index) const {
    const std::string bytes = read_file(path("a.pack"), 1 << 24);
    const std::string_view image = PackIndex(bytes, "a.pack").image(index);
    const auto at = image.data() - bytes.data() + static_cast<int64_t>(image.size() / 2);
    std::fstream file(path("a.pack"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file.put(static_cast<char>(bytes[at] ^ 16));
  }
  TempFolder folder_;
};

TEST_F(PackCommand, MakesWhatTheOtherCommandsRead) {
  const Outcome made = pack(path("photos") + " --side 80 --out " + path("a.pack"));
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, StartsWith("2 classes of images: 40 to train on, 0 for validation, 4 for "
                                   "the test\n44 resized to a shorter side of 80, 0 encoded anew, "
                                   "0 kept as they were\nwrote "));
  const Outcome init = run_program("init " + path("run") + " --data " + path("a.pack"));
  EXPECT_THAT(init.out, HasSubstr("2 classes of 107 x 80 colour images: 36 to train on"));
  const Outcome bench = run_program("bench load " + path("a.pack") + " --images 40 --json");
  EXPECT_GT(Json::parse(bench.out)["images_per_second"], 0);
}

TEST_F(PackCommand, SaysWhatItMadeInJson) {
  const Outcome made = pack(path("photos") + " --resolution 90 --json --out " + path("a.pack"));
  const Json json = Json::parse(made.out);
  EXPECT_EQ(json["format"], "ofa-pack-report/1");
  EXPECT_EQ(json["images"], Json({{"train", 40}, {"validation", 0}, {"test", 4}}));
  EXPECT_EQ(json["kept"], 34);
  EXPECT_EQ(json["encoded"], 10);  // what was PNG
  EXPECT_EQ(json["side"], 90);
  EXPECT_EQ(json["bytes"], std::filesystem::file_size(path("a.pack")));
  EXPECT_EQ(json["checksum"], checksum(read_file(path("a.pack"), 1 << 24)));
}

TEST_F(PackCommand, NamesDamagedImages) {
  ASSERT_EQ(pack(path("photos") + " --out " + path("a.pack")).exit_code, 0);
  const Outcome whole = pack("--check " + path("a.pack"));
  EXPECT_EQ(whole.exit_code, 0);
  EXPECT_EQ(whole.out, path("a.pack") +
                           " is whole: 44 images of 2 classes: 40 to train on, 0 for validation, 4 "
                           "for the test\n");
  damage(2);
  damage(41);
  const Outcome damaged = pack("--check " + path("a.pack"));
  EXPECT_EQ(damaged.exit_code, 3);
  EXPECT_EQ(damaged.out, path("a.pack") + ": image 2 (train/cat/0002.jpg): damaged\n" +
                             path("a.pack") + ": image 41 (val/cat/0001.jpg): damaged\n");
  EXPECT_EQ(damaged.err, "ofa: " + path("a.pack") + ": 2 of 44 images are damaged; make it anew\n");
  const Json json = Json::parse(pack("--json --check " + path("a.pack")).out);
  EXPECT_EQ(json["damaged"][1], Json({{"image", 41}, {"name", "val/cat/0001.jpg"}}));

  std::filesystem::resize_file(path("a.pack"), 5000);
  const Outcome cut = pack("--check " + path("a.pack"));
  EXPECT_EQ(cut.exit_code, 3);
  EXPECT_THAT(cut.err, HasSubstr("is it cut off, or still being copied?"));
  EXPECT_EQ(pack("--check " + path("none.pack")).exit_code, 1);
}

TEST_F(PackCommand, RefusesWhatItCannotDo) {
  write_bytes(folder_ / "there.pack", "something");
  const Outcome there = pack(path("photos") + " --out " + path("there.pack"));
  EXPECT_EQ(there.exit_code, 1);
  EXPECT_THAT(there.err, HasSubstr("there.pack exists; choose another file, or remove it"));
  EXPECT_EQ(read_file(path("there.pack"), 100), "something");

  const Outcome nowhere = pack(path("photos") + " --out " + path("no/a.pack"));
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("no/a.pack: cannot make a file in its folder"));
  EXPECT_THAT(pack(path("there.pack") + " --out " + path("a.pack")).err,
              HasSubstr("expected fashion-mnist, a folder or a pack (ofa pack), found another"));
  const auto usage = [&](const std::string& arguments, const std::string& problem) {
    const Outcome outcome = pack(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments;
    EXPECT_THAT(outcome.err, HasSubstr(problem));
  };
  usage("", "expected DATA --out FILE, or --check FILE");
  usage(path("photos"), "expected DATA --out FILE, or --check FILE");
  usage(path("photos") + " --check a.pack", "DATA: not with --check, which takes --json");
  usage(path("photos") + " --side 4 --out a.pack", "--side");
  usage(path("photos") + " --quality 101 --out a.pack", "--quality");
  usage(path("photos") + " --on-error skp --out a.pack",
        "--on-error: expected one of stop, skip, got skp; did you mean skip?");
}

TEST_F(PackCommand, LeavesOutBrokenImagesWhereItMay) {
  write_bytes(folder_ / "photos/train/cat/0002.jpg", "no image");
  const Outcome stopped = pack(path("photos") + " --out " + path("a.pack"));
  EXPECT_EQ(stopped.exit_code, 1);
  EXPECT_THAT(stopped.err, HasSubstr("train/cat/0002.jpg: expected a JPEG or PNG image"));
  const Outcome made = pack(path("photos") + " --on-error skip --out " + path("a.pack"));
  EXPECT_EQ(made.exit_code, 0);
  EXPECT_THAT(made.out, HasSubstr("39 to train on"));
  EXPECT_THAT(made.out, HasSubstr("1 left out\n"));
  EXPECT_THAT(made.err, HasSubstr("left out: " + path("photos") + "/train/cat/0002.jpg"));
}

TEST_F(PackCommand, LeavesNothingBehindOnAFullDisk) {
  const Outcome full =
      pack(path("photos") + " --out " + path("a.pack"), "trap '' XFSZ; ulimit -f 20;");
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_THAT(full.err, HasSubstr("a.pack: cannot write"));
  EXPECT_EQ(folder_.num_files(), 1U);  // the photos
}

TEST_F(PackCommand, LeavesNothingBehindWhenInterrupted) {
  write_image_folder(folder_ / "many", 120, 300, 400);
  for (double seconds = 0.1; seconds < 20; seconds *= 1.5) {  // until it has begun
    const Outcome stopped = pack(path("many") + " --side 200 --out " + path("a.pack"),
                                 fmt::format("timeout --preserve-status -s INT {:.2f}", seconds));
    if (stopped.exit_code == 130 && !stopped.err.empty()) {
      EXPECT_EQ(stopped.err, "ofa: stopped; nothing was written\n");
      EXPECT_EQ(folder_.num_files(), 2U);  // photos and many
      return;
    }
    std::filesystem::remove(path("a.pack"));
  }
  FAIL() << "it could not be interrupted";
}

TEST_F(PackCommand, IsMeasuredBesideItsFolder) {
  const Outcome bench =
      run_program("bench load " + path("photos") + " --pack --side 64 --images 320 --json");
  const Json json = Json::parse(bench.out);
  EXPECT_EQ(json["folder_images_per_second"].size(), 5U);
  EXPECT_GT(json["ratio"], 0);
}

}  // namespace
}  // namespace ofa
