#include "verify/quantize.h"

#include <gmock/gmock.h>

#include "core/file.h"
#include "evaluate/extract.h"
#include "evaluate/recorded_data.h"
#include "export/fold.h"
#include "export/onnx_write.h"
#include "space/sample.h"
#include "tests/core/temp_folder.h"
#include "tests/error_of.h"
#include "tests/paths.h"
#include "tests/verify/verify_testing.h"
#include "verify/network_of.h"
#include "verify/ranges.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class Quantize : public testing::Test {
 protected:
  const RandomSupernet net_ = random_supernet("fashion", 1);
  const Subnet subnet_ = random_subnet(net_, random_arch(net_.space, 5), 3);
  const Network folded_ = fold(network_of(subnet_));
  const DatasetInfo info_ = plain_info(folded_.graph);
  const at::Tensor images_ =
      tensor_of(noise_pictures(64, subnet_.plan.arch.resolution, 1, 4), info_);

  at::Tensor logits(const QuantizedNetwork& quantized) const {
    return FoldedRun(quantized.network, quantized.quantization).logits(images_);
  }
};

TEST_F(Quantize, MovesTheLogitsALittle) {
  const at::NoGradGuard no_grad;
  const double off = relative_difference(logits(quantize_network(folded_, images_, {})),
                                         FoldedRun(folded_).logits(images_));
  EXPECT_GT(off, 1e-4);
  EXPECT_LT(off, 0.1);
}

TEST_F(Quantize, LeavesNoShiftOnAverage) {
  const at::NoGradGuard no_grad;
  const at::Tensor exact = FoldedRun(folded_).logits(images_);
  const QuantizedNetwork corrected = quantize_network(folded_, images_, {});
  const auto shift = [&](const Network& network) {
    const FoldedRun run(network, corrected.quantization);
    return (run.logits(images_) - exact).mean({0}).abs().max().item<double>();
  };
  EXPECT_LT(shift(corrected.network), 0.6 * shift(folded_));
}

TEST_F(Quantize, KeepsTheWorstLayersInFloat) {
  const QuantizedNetwork all = quantize_network(folded_, images_, {});
  EXPECT_TRUE(std::ranges::is_sorted(all.layers, std::greater{}, &LayerError::error));
  EXPECT_TRUE(all.kept_in_float.empty());
  const QuantizedNetwork some =
      quantize_network(folded_, images_, {.keep = 3, .loss = {}, .max_loss = {}});
  ASSERT_EQ(some.kept_in_float.size(), 3u);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(some.kept_in_float[i], all.layers[i].layer);
  for (size_t i = 0; i < folded_.graph.ops.size(); ++i) {
    const bool kept = std::ranges::count(some.kept_in_float, folded_.graph.ops[i].name) > 0;
    EXPECT_FALSE(kept && some.quantization.reads_bytes[i]);
  }
  const at::NoGradGuard no_grad;
  const at::Tensor exact = FoldedRun(folded_).logits(images_);
  EXPECT_LT(relative_difference(logits(some), exact), relative_difference(logits(all), exact));
}

TEST_F(Quantize, KeepsAsManyAsTheLimitAsksFor) {
  // Loses less with every layer that reads floats; 5 are enough.
  QuantizeOptions options{.keep = 0, .loss = {}, .max_loss = 0.0201};
  options.loss = [&](const FoldedRun& run) {
    return 0.05 - 0.006 * static_cast<double>(run.num_float_layers());
  };
  EXPECT_EQ(quantize_network(folded_, images_, options).kept_in_float.size(), 5u);
  options.loss = [](const FoldedRun&) { return 1.0; };
  EXPECT_THAT(
      error_of([&] { quantize_network(folded_, images_, options); }),
      HasSubstr("loses 100.00 points of accuracy, whatever stays in float (--max-loss 2.01)"));
}

TEST_F(Quantize, IsWhatRuntimesMakeOfItsFile) {
  const QuantizedNetwork quantized = quantize_network(folded_, images_, {});
  const std::string bytes =
      to_onnx(quantized.network,
              {.batch = {}, .pixels = {}, .quantization = quantized.quantization, .metadata = {}});
  const Pictures pictures = noise_pictures(64, subnet_.plan.arch.resolution, 1, 4);
  const std::vector<float> expected = to_floats(logits(quantized));
  const std::vector<float> exact = to_floats(FoldedRun(folded_).logits(images_));
  const Agreement rounding = compare(exact, expected, 10);
  for (const Runtime& runtime : choose_runtimes({})) {
    const RuntimeCheck check =
        check_file(runtime, {}, bytes, card_for(info_, rounding.largest), pictures, expected);
    EXPECT_TRUE(check.passed()) << runtime.name << " " << check.agreement.largest;
    EXPECT_LT(check.agreement.mean, rounding.mean) << runtime.name;
  }
}

// One value far out: the whole range would leave few levels for all the others.
TEST_F(Quantize, CutsOffWhatIsRare) {
  at::Tensor images = images_.clone();
  images[63][0][0][0] = 1000;
  const FoldedRun run(folded_);
  const Quantization plan = plan_quantization(folded_.graph, {});
  const float with_outlier = find_scales(run, plan, images)[folded_.graph.input]->scale;
  const float without = find_scales(run, plan, images_)[folded_.graph.input]->scale;
  EXPECT_LT(with_outlier, 10 * without);
}

// The supernet of tests/trained, on the images that it was trained for.
TEST(TrainedFashion, LosesAtMostHalfAPointInBytes) {
  const std::string folder = (source_dir() / "tests/trained/fashion").string();
  const ofa::Run run = load_run(folder);
  const Dataset dataset = open_recorded(run.data, folder, "");
  const TempFolder out;
  for (const Arch& arch :
       {max_arch(run.model.space), min_arch(run.model.space), random_arch(run.model.space, 1)}) {
    const Subnet subnet = extract_calibrated(run, arch, dataset);
    ExportOptions options;
    options.runtimes = choose_runtimes({});
    options.int8 = true;
    options.max_loss = 0.005;
    options.images = count(1000, 5000);
    const ExportReport report =
        export_subnet(subnet, dataset.info(), &dataset, options, out.path() / "a.onnx");
    for (const RuntimeCheck& check : report.checks)
      EXPECT_GE(*check.accuracy, *report.float_accuracy - 0.005) << check.runtime;
    EXPECT_GE(report.card.accuracy->top1, *report.float_accuracy - 0.005);
  }
}

}  // namespace
}  // namespace ofa
