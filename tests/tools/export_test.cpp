// Exporting, verifying and running model files, through the program.
#include <gmock/gmock.h>

#include "core/file.h"
#include "io/npy.h"
#include "tests/data/data_testing.h"
#include "tests/tools/training.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Exported : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TempFolder;
    ASSERT_EQ(
        run_program("extract tests/trained/fashion --arch min --out " + path("min")).exit_code, 0);
    made_ =
        new Outcome(run_program("export " + path("min") + " --images 100 --out " + path("a.onnx")));
  }
  static void TearDownTestSuite() {
    delete made_;
    delete folder_;
  }
  static std::string path(const std::string& name) { return (folder_->path() / name).string(); }

  static Json json_of(const Outcome& outcome) {
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return Json::parse(outcome.out);
  }
  static Json labels_of(const std::string& command) {
    return json_of(run_program(command))["images"];
  }
  static std::string bytes_of(const std::string& name) { return read_file(path(name), 1e9); }

  static const TempFolder* folder_;
  static const Outcome* made_;
};

const TempFolder* Exported::folder_ = nullptr;
const Outcome* Exported::made_ = nullptr;

TEST_F(Exported, IsVerifiedBeforeItIsReported) {
  ASSERT_EQ(made_->exit_code, 0) << made_->err;
  EXPECT_THAT(made_->out, HasSubstr("operations, "));
  EXPECT_THAT(made_->out, HasSubstr("openvino 20"));
  EXPECT_THAT(made_->out, HasSubstr("onnxruntime 1."));
  EXPECT_THAT(made_->out, HasSubstr("100.00 %"));
  EXPECT_THAT(made_->out, HasSubstr("verified and wrote " + path("a.onnx")));
}

TEST_F(Exported, ProvesItselfAgain) {
  const Json proof = json_of(run_program("verify --json " + path("a.onnx")));
  EXPECT_EQ(proof["format"], "ofa-proof/1");
  ASSERT_EQ(proof["checks"].size(), 2u);
  for (const Json& check : proof["checks"]) {
    EXPECT_EQ(check["images"], 8);
    EXPECT_TRUE(check["passed"]);
    EXPECT_LE(check["largest_difference"], 1e-4);
  }
  EXPECT_TRUE(proof["objections"].empty());
  EXPECT_THAT(run_program("verify " + path("a.onnx")).out, HasSubstr("is what was exported"));
}

TEST_F(Exported, EndsWithThreeWhereTheFileWasChanged) {
  std::string bytes = bytes_of("a.onnx");
  bytes[bytes.size() / 2] ^= 1;
  write_bytes(path("changed.onnx"), bytes);
  const Outcome changed = run_program("verify " + path("changed.onnx"));
  EXPECT_EQ(changed.exit_code, 3);
  EXPECT_THAT(changed.err, HasSubstr("changed after its export"));
  write_bytes(path("short.onnx"), bytes.substr(0, bytes.size() / 2));
  const Outcome truncated = run_program("verify " + path("short.onnx"));
  EXPECT_EQ(truncated.exit_code, 1);
  EXPECT_THAT(truncated.err, HasSubstr("not a whole ONNX model"));
}

TEST_F(Exported, NamesPicturesAsTheSubnetDoes) {
  write_bytes(path("shoe.png"), encode_png(picture(28, 28, 1, 3)));
  write_bytes(path("large.jpg"), encode_png(picture(90, 120, 3, 4)));
  const std::string images = " " + path("shoe.png") + " " + path("large.jpg") + " --json";
  const Json file = labels_of("run " + path("a.onnx") + images);
  const Json other = labels_of("run " + path("a.onnx") + images + " --runtime onnxruntime");
  const Json subnet = labels_of("run " + path("min") + images);
  ASSERT_EQ(file.size(), 2u);
  for (size_t i = 0; i < 2; ++i)
    for (size_t k = 0; k < 3; ++k) {
      const Json& label = subnet[i]["labels"][k];
      EXPECT_EQ(file[i]["labels"][k]["label"], label["label"]);
      EXPECT_NEAR(file[i]["labels"][k]["probability"], label["probability"], 1e-4);
      EXPECT_NEAR(other[i]["labels"][k]["probability"], label["probability"], 1e-4);
    }
  const Outcome text = run_program("run " + path("a.onnx") + " " + path("shoe.png"));
  EXPECT_THAT(text.out, StartsWith(path("shoe.png") + "   "));
  EXPECT_THAT(text.out, HasSubstr(" %   "));
}

TEST_F(Exported, GivesTheSameLogitsForArrays) {
  std::vector<float> images(3 * 24 * 24);
  for (size_t i = 0; i < images.size(); ++i) images[i] = static_cast<float>(i % 17) / 8 - 1;
  write_npy(path("x.npy"), {"", DType::kF32, {3, 1, 24, 24}, std::as_bytes(std::span(images))});
  const std::string flags = " --input " + path("x.npy") + " --out ";
  ASSERT_EQ(run_program("run " + path("a.onnx") + flags + path("file.npy")).exit_code, 0);
  ASSERT_EQ(run_program("run " + path("min") + flags + path("subnet.npy")).exit_code, 0);
  const NpyFile file = read_npy(path("file.npy")), subnet = read_npy(path("subnet.npy"));
  EXPECT_THAT(file.array.shape, testing::ElementsAre(3, 10));
  for (size_t i = 0; i < 30; ++i) {
    float a, b;
    std::memcpy(&a, file.array.bytes.data() + 4 * i, 4);
    std::memcpy(&b, subnet.array.bytes.data() + 4 * i, 4);
    EXPECT_NEAR(a, b, 1e-3);
  }
  write_npy(path("wrong.npy"), {"", DType::kF32, {1, 1, 48, 36}, std::as_bytes(std::span(images))});
  EXPECT_THAT(run_program("run " + path("a.onnx") + " --input " + path("wrong.npy") + " --out " +
                          path("no.npy"))
                  .err,
              HasSubstr("expected images as F32 [N, 1, 24, 24], got F32 [1, 1, 48, 36]"));
}

TEST_F(Exported, TakesPixelsWhereAskedTo) {
  const Outcome made = run_program("export " + path("min") +
                                   " --images 64 --embed-preprocessing "
                                   "--batch dynamic --out " +
                                   path("pixels.onnx"));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(run_program("verify " + path("pixels.onnx")).exit_code, 0);
  write_bytes(path("bag.png"), encode_png(picture(28, 28, 1, 5)));
  const std::string image = " " + path("bag.png") + " --json";
  EXPECT_EQ(labels_of("run " + path("pixels.onnx") + image)[0]["labels"][0]["label"],
            labels_of("run " + path("a.onnx") + image)[0]["labels"][0]["label"]);
}

TEST_F(Exported, ComputesInBytesAndTellsOfEveryLayer) {
  const Json report = json_of(run_program("export " + path("min") +
                                          " --int8 --images 200 --keep 1 "
                                          "--range-images 64 --json --out " +
                                          path("int8.onnx")));
  EXPECT_EQ(report["format"], "ofa-export/1");
  EXPECT_GT(report["layers"].size(), 10u);
  EXPECT_EQ(report["kept_in_float"][0], report["layers"][0]["layer"]);
  EXPECT_LT(std::filesystem::file_size(path("int8.onnx")),
            std::filesystem::file_size(path("a.onnx")));
  EXPECT_EQ(run_program("verify " + path("int8.onnx")).exit_code, 0);
}

TEST_F(Exported, MayBeASpaceOrOfARun) {
  const Outcome space = run_program("export fashion --arch random:3 --out " + path("s.onnx"));
  ASSERT_EQ(space.exit_code, 0) << space.err;
  EXPECT_THAT(space.err, HasSubstr("fashion is a space: the network has random weights"));
  EXPECT_EQ(run_program("verify " + path("s.onnx")).exit_code, 0);
  const Outcome run =
      run_program("export tests/trained/fashion --arch min --images 100 --out " + path("r.onnx"));
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("of 100 validation images"));
}

// No pixel lies between two bytes, where runtimes would round it each in its own way.
TEST_F(Exported, MayBeAGreySpaceInBytes) {
  const Outcome space = run_program("export fashion --arch min --int8 --out " + path("g.onnx"));
  EXPECT_EQ(space.exit_code, 0) << space.err;
}

TEST_F(Exported, SaysWhatIsWrongWithTheCommand) {
  const auto error_of_export = [&](const std::string& flags, int exit_code) {
    const Outcome outcome = run_program("export " + flags);
    EXPECT_EQ(outcome.exit_code, exit_code) << flags;
    return outcome.err;
  };
  const std::string out = " --out " + path("b.onnx");
  EXPECT_EQ(error_of_export("fashion" + out, 2),
            "ofa: --arch is required: min, max, random:SEED, a line, or a file\n");
  EXPECT_THAT(error_of_export(path("min") + " --arch max" + out, 2), HasSubstr("is a subnet"));
  EXPECT_EQ(error_of_export(path("min") + " --batch 0" + out, 2),
            "ofa: --batch: expected 1 to 4096, or dynamic; got 0\n");
  EXPECT_EQ(error_of_export(path("min") + " --keep 2" + out, 2),
            "ofa: --keep, --max-loss and --range-images belong to --int8\n");
  EXPECT_EQ(error_of_export(path("min") + " --runtime opnvino" + out, 2),
            "ofa: opnvino: no such runtime; did you mean openvino?\n");
  EXPECT_THAT(error_of_export(path("min") + " --out /no/such/folder/a.onnx", 1),
              HasSubstr("the folder /no/such/folder is not there"));
  EXPECT_EQ(error_of_export("subnt" + out, 1),
            "ofa: subnt: neither a subnet or run folder nor a space\n");
  EXPECT_EQ(error_of_export("fashon --arch min" + out, 1),
            "ofa: fashon: neither a subnet or run folder nor a space; did you mean fashion?\n");
  EXPECT_FALSE(std::filesystem::exists(path("b.onnx")));
}

TEST_F(Exported, SaysWhichRuntimeIsNotThere) {
  const Outcome outcome =
      run_program("verify --runtime onnxruntime " + path("a.onnx"), "OFA_ONNXRUNTIME=/no/such.so");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("onnxruntime: not found (/no/such.so: "));
  EXPECT_EQ(run_program("verify " + path("a.onnx"), "OFA_ONNXRUNTIME=/no/such.so").exit_code, 0);
}

TEST_F(Exported, IsTimedAgainstAnother) {
  const Json times = json_of(run_program("bench model " + path("a.onnx") + " " + path("a.onnx") +
                                         " --rounds 3 --json"))["models"];
  ASSERT_EQ(times.size(), 4u);
  for (const Json& time : times) EXPECT_GT(time["ms"], 0);
  const Outcome none = run_program("bench model " + path("none.onnx"));
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_EQ(none.err, "ofa: " + path("none.onnx") + ": no such file\n");
}

}  // namespace
}  // namespace ofa
