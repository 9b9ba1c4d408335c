// Published weights through the program, against logits of the published package (nn/data).
#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

#include "core/file.h"
#include "io/npy.h"
#include "io/safetensors.h"
#include "space/arch_json.h"
#include "tests/core/temp_folder.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class ImportedNetwork : public testing::TestWithParam<std::string> {
 protected:
  std::string data(const std::string& suffix) const {
    return (source_dir() / "tests/nn/data" / (GetParam() + suffix)).string();
  }
  std::string in_folder(const char* name) const { return (folder_ / name).string(); }

  // The arch that was saved by itself is the last of the list.
  Json write_arch() const {
    const Json arch = parse_json(read_file(data(".json"), 1 << 20), data(".json")).back();
    std::ofstream(in_folder("arch.json")) << arch.dump();
    return arch;
  }

  // The upper left of the first picture, as large as the network takes it.
  void write_image(int64_t size) const {
    const NamedTensors golden = read_safetensors(data(".safetensors")).tensors;
    const TensorView& images = golden.at("images");
    const std::vector<float> all = values<float>(images);
    const int64_t height = images.shape[2], width = images.shape[3];
    std::vector<float> cut;
    for (int64_t channel = 0; channel < 3; ++channel)
      for (int64_t y = 0; y < size; ++y)
        for (int64_t x = 0; x < size; ++x)
          cut.push_back(all[static_cast<size_t>((channel * height + y) * width + x)]);
    write_npy(in_folder("x.npy"), view_of<float>("x", {1, 3, size, size}, cut));
  }

  static int64_t size_of(const Json& arch) {
    return (arch.contains("r") ? arch["r"] : arch["image_size"]).get<int64_t>();
  }

  void expect_published_logits(const std::string& subnet) const {
    write_image(size_of(parse_json(read_file(in_folder("arch.json"), 1 << 20), "arch.json")));
    const Outcome ran = run_program("run " + subnet + " --input " + in_folder("x.npy") + " --out " +
                                    in_folder("y.npy"));
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const std::vector<float> found = values<float>(read_npy(in_folder("y.npy")).array);
    const NamedTensors golden = read_safetensors(data(".safetensors")).tensors;
    const std::vector<float> all = values<float>(golden.at("logits"));
    const size_t classes = found.size(), start = all.size() - 2 * classes;  // of two pictures
    ASSERT_EQ(classes, 10);
    float largest = 0, difference = 0;
    for (size_t i = 0; i < classes; ++i) {
      largest = std::max(largest, std::abs(all[start + i]));
      difference = std::max(difference, std::abs(all[start + i] - found[i]));
    }
    EXPECT_LT(difference, 1e-5 * largest);
  }

  TempFolder folder_;
};

TEST_P(ImportedNetwork, RunsAsThePublishedOne) {
  write_arch();
  const std::string command = "import " + data("_subnet.pth") + " --space " + data(".yaml") +
                              " --arch " + in_folder("arch.json") + " --out ";
  const Outcome imported = run_program(command + in_folder("subnet"));
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("wrote " + in_folder("subnet")));
  EXPECT_THAT(run_program(command + in_folder("subnet")).err,
              HasSubstr("subnet exists; choose another folder"));
  expect_published_logits(in_folder("subnet"));
}

// The same network out of the published supernet, by the statistics saved with that.
TEST_P(ImportedNetwork, IsCutOutOfThePublishedSupernet) {
  write_arch();
  const std::string run = in_folder("run");
  const Outcome imported =
      run_program("import " + data(".pth") + " --space " + data(".yaml") + " --out " + run);
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  const std::string extract = "extract " + run + " --arch " + in_folder("arch.json") + " --out ";
  EXPECT_THAT(run_program(extract + in_folder("cut")).err,
              HasSubstr("does not say what it was trained on"));
  const Outcome cut = run_program(extract + in_folder("cut") + " --norm checkpoint");
  ASSERT_EQ(cut.exit_code, 0) << cut.err;
  expect_published_logits(in_folder("cut"));
}

TEST_P(ImportedNetwork, IsCalibratedOnImagesInAFile) {
  const Json arch = write_arch();
  write_image(size_of(arch));
  const std::string run = in_folder("run");
  ASSERT_EQ(run_program("import " + data(".pth") + " --space " + data(".yaml") + " --out " + run)
                .exit_code,
            0);
  const Outcome cut =
      run_program("extract " + run + " --arch " + in_folder("arch.json") + " --calibrate " +
                  in_folder("x.npy") + " --out " + in_folder("cut"));
  ASSERT_EQ(cut.exit_code, 0) << cut.err;
  EXPECT_THAT(cut.err, HasSubstr("1 images are few"));
}

INSTANTIATE_TEST_SUITE_P(Published, ImportedNetwork, testing::Values("mobilenet_v3", "resnet50"));

TEST(ImportedTable, GivesLatenciesToDescribe) {
  const auto tables = source_dir() / "../shared/published/note10";
  if (!std::filesystem::exists(tables)) GTEST_SKIP() << tables << " is not there";
  const TempFolder folder;
  const std::string table = (folder.path() / "note10.json").string();
  const Outcome imported =
      run_program("import " + tables.string() + " --space mobilenet_v3_1.2x --out " + table);
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("its error is unknown"));
  const Outcome described =
      run_program("describe mobilenet_v3_1.2x --arch max --json --table " + table);
  EXPECT_NEAR(Json::parse(described.out)["latency_ms"].get<double>(), 92.398, 5e-4);
  EXPECT_THAT(described.err, HasSubstr("was measured elsewhere: processor: note10"));
}

}  // namespace
}  // namespace ofa
