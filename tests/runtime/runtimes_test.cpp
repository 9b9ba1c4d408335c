#include "runtime/runtimes.h"

#include <gmock/gmock.h>
#include <sched.h>

#include "export/fold.h"
#include "export/onnx_write.h"
#include "runtime/time.h"
#include "space/sample.h"
#include "tests/error_of.h"
#include "tests/export/export_testing.h"

namespace ofa {
namespace {

using testing::HasSubstr;

std::string model(std::optional<int64_t> batch = 1, bool pixels = false) {
  const Space space = load_space("fashion");
  OnnxOptions options{.batch = batch, .pixels = {}, .quantization = {}, .metadata = {}};
  if (pixels) options.pixels = PixelInput{{0.25}, {0.5}};
  return to_onnx(fold(random_network(space, min_arch(space), 1)), options);
}

// Images of 24 x 24 pixels, as floats or bytes.
std::vector<std::byte> images(int count, bool pixels = false) {
  std::vector<uint8_t> bytes(count * 24 * 24);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * i * 31);
  std::vector<float> floats;
  for (const uint8_t byte : bytes) floats.push_back((byte / 255.0f - 0.25f) / 0.5f);
  const auto view = pixels ? std::as_bytes(std::span(bytes)) : std::as_bytes(std::span(floats));
  return {view.begin(), view.end()};
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  EXPECT_EQ(a.size(), b.size());
  double largest = 0, scale = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(double{a[i]} - b[i]));
    scale = std::max(scale, std::abs(double{a[i]}));
  }
  return largest / scale;
}

class EveryRuntime : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    for (const Runtime& runtime : runtimes())
      if (runtime.name == GetParam()) runtime_ = runtime;
    if (!runtime_.absence.empty()) GTEST_SKIP() << runtime_.absence;
  }
  std::vector<float> run(const std::string& bytes, const std::vector<std::byte>& input,
                         const RuntimeOptions& options = {}) const {
    return run_model(*runtime_.load(bytes, options), input).front();
  }

  Runtime runtime_;
};

TEST_P(EveryRuntime, SaysTheSameWhateverTheBatch) {
  const std::vector<float> one_by_one = run(model(1), images(7));
  ASSERT_EQ(one_by_one.size(), 7u * 10);
  EXPECT_LT(largest_difference(one_by_one, run(model(4), images(7))), 1e-5);
  EXPECT_LT(largest_difference(one_by_one, run(model({}), images(7))), 1e-5);
  EXPECT_LT(largest_difference(one_by_one, run(model(1), images(7), {.threads = 2})), 1e-5);
}

TEST_P(EveryRuntime, NormalisesPixelsAsTheModelSays) {
  const std::vector<float> expected = run(model(1), images(3));
  EXPECT_LT(largest_difference(expected, run(model(1, true), images(3, true))), 1e-5);
}

TEST_P(EveryRuntime, TellsWhatAModelTakes) {
  const auto loaded = runtime_.load(model({}), {});
  EXPECT_THAT(loaded->input_shape(), testing::ElementsAre(-1, 1, 24, 24));
  EXPECT_EQ(loaded->input_element_bytes(), 4u);
  EXPECT_EQ(runtime_.load(model(2, true), {})->input_element_bytes(), 1u);
  EXPECT_EQ(loaded->num_outputs(), 1u);
}

TEST_P(EveryRuntime, RefusesWhatItCannotRun) {
  EXPECT_THAT(error_of([&] { runtime_.load("no model", {}); }),
              HasSubstr(GetParam() + " cannot load the model: "));
  const std::string bytes = model(2);
  EXPECT_THAT(error_of([&] { runtime_.load(bytes.substr(0, bytes.size() / 2), {}); }),
              HasSubstr("cannot load"));
  const auto loaded = runtime_.load(bytes, {});
  EXPECT_EQ(error_of([&] { loaded->set_batch(3); }), "the model takes 2 images at a time, not 3");
  std::vector<std::byte> part = images(1);
  part.pop_back();
  EXPECT_EQ(error_of([&] { run_model(*loaded, part); }),
            "expected images of 2304 bytes, got 2303 bytes");
}

TEST_P(EveryRuntime, IsTimed) {
  const auto loaded = runtime_.load(model(3), {});
  EXPECT_EQ(give_zeros(*loaded), 3);
  const CallTimes times = time_calls(*loaded, 0.05);
  EXPECT_GT(times.low_ms, 0);
  EXPECT_LE(times.low_ms, times.median_ms);
  EXPECT_LE(times.median_ms, times.high_ms);
  EXPECT_GE(times.num_calls, 20);
}

INSTANTIATE_TEST_SUITE_P(, EveryRuntime, testing::Values("openvino", "onnxruntime"));

TEST(Runtimes, AgreeWithEachOther) {
  const std::vector<Runtime> present = choose_runtimes({});
  if (present.size() < 2) GTEST_SKIP() << "only one runtime is here";
  std::vector<std::vector<float>> logits;
  for (const Runtime& runtime : present)
    logits.push_back(run_model(*runtime.load(model(), {}), images(5)).front());
  EXPECT_LT(largest_difference(logits[0], logits[1]), 1e-5);
}

TEST(Runtimes, AreAskedForByName) {
  EXPECT_EQ(choose_runtimes({"onnxruntime"}).front().name, "onnxruntime");
  EXPECT_EQ(error_of([] { choose_runtimes({"opnvino"}); }),
            "opnvino: no such runtime; did you mean openvino?");
}

TEST(Runtimes, ComputeInWhatWasAskedForOrSayThatTheyCannot) {
  if (!runtimes().front().absence.empty()) GTEST_SKIP() << runtimes().front().absence;
  const Runtime openvino = choose_runtimes({"openvino"}).front();
  const std::vector<float> exact = run_model(*openvino.load(model(), {}), images(5)).front();
  const RuntimeOptions rough{.precision = RuntimePrecision::kBFloat16};
  std::unique_ptr<LoadedModel> loaded;
  const std::string error = error_of([&] { loaded = openvino.load(model(), rough); });
  if (loaded) {
    const double off = largest_difference(exact, run_model(*loaded, images(5)).front());
    EXPECT_GT(off, 1e-5);
    EXPECT_LT(off, 0.1);
  } else {
    EXPECT_EQ(error, "openvino computes in f32 on this processor, not in bf16");
  }
  EXPECT_THAT(error_of([&] { choose_runtimes({"onnxruntime"}).front().load(model(), rough); }),
              HasSubstr("not in bfloat16"));
}

TEST(PinnedThread, StaysOnOneProcessorWhileItLives) {
  const auto allowed = [] {
    cpu_set_t set;
    sched_getaffinity(0, sizeof(set), &set);
    return CPU_COUNT(&set);
  };
  const int before = allowed();
  {
    const PinnedThread pinned;
    EXPECT_EQ(allowed(), 1);
  }
  EXPECT_EQ(allowed(), before);
}

}  // namespace
}  // namespace ofa
