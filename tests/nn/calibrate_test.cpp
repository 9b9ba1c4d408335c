#include "nn/calibrate.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include "nn/initialise.h"
#include "tests/nn/nn_testing.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

class Calibration : public OnDevice {
 protected:
  // Where there is no such device, the test is skipped before anything runs on it.
  at::DeviceType device() const { return at::hasCUDA() ? GetParam() : at::kCPU; }

  NormStatistics by(const std::vector<at::Tensor>& batches) const {
    NormCalibration calibration(net_.weights, plan_, at::kFloat);
    for (const at::Tensor& batch : batches) calibration.add(batch);
    return calibration.finish();
  }

  RandomSupernet net_ = random_supernet("fashion", 1, at::kFloat, device());
  Plan plan_ = make_plan(net_.space, max_arch(net_.space), net_.weights);
  std::vector<at::Tensor> batches_{random_images(4, 1, 28, 1), random_images(4, 1, 28, 2),
                                   random_images(8, 1, 28, 3)};
};

// What each norm sees is on the tape of a training pass; its moments can be had by hand.
TEST_P(Calibration, GivesThePooledMeanAndTheAveragedVarianceOfBatches) {
  const RandomSupernet net = random_supernet("fashion", 1, at::kDouble, device());
  NormCalibration calibration(net.weights, plan_, at::kDouble);
  std::vector<at::Tensor> means(plan_.num_norms), variances(plan_.num_norms);
  const auto add = [](at::Tensor& sum, const at::Tensor& term) {
    sum = sum.defined() ? sum + term : term;
  };
  for (const at::Tensor& batch : batches_) {
    calibration.add(batch);
    Tape tape;
    forward_train(net.weights, plan_, batch, at::kDouble, &tape);
    const double share = static_cast<double>(batch.size(0)) / 16;
    for (const std::unique_ptr<Row>& row : tape.rows) {
      const int norm = plan_.norms[row->ops().op];
      if (norm < 0) continue;
      const at::Tensor y = row->kept()[0].detach().cpu().transpose(0, 1).flatten(1);
      add(means[norm], y.mean(1) * share);
      add(variances[norm], y.var(1, /*unbiased=*/false) * share);
    }
  }
  const std::vector<Moments> found = calibration.finish().moments();
  ASSERT_GT(found.size(), 1);
  for (size_t norm = 0; norm < found.size(); ++norm) {
    EXPECT_LT(relative_difference(found[norm].mean, means[norm]), 1e-10) << norm;
    EXPECT_LT(relative_difference(found[norm].variance, variances[norm]), 1e-10) << norm;
  }
}

TEST_P(Calibration, DoesNotDependOnTheOrderOfBatches) {
  const NormStatistics forth = by(batches_), back = by({batches_.rbegin(), batches_.rend()});
  for (size_t i = 0; i < forth.moments().size(); ++i) {
    EXPECT_LT(relative_difference(forth.moments()[i].mean, back.moments()[i].mean), 1e-6);
    EXPECT_LT(relative_difference(forth.moments()[i].variance, back.moments()[i].variance), 1e-6);
  }
}

TEST_P(Calibration, GivesTheSameBitsTwice) {
  const NormStatistics once = by(batches_), again = by(batches_);
  for (size_t i = 0; i < once.moments().size(); ++i) {
    EXPECT_TRUE(at::equal(once.moments()[i].mean, again.moments()[i].mean));
    EXPECT_TRUE(at::equal(once.moments()[i].variance, again.moments()[i].variance));
  }
}

TEST_P(Calibration, NormalisesEachBatchByItsOwnMoments) {
  NormCalibration calibration(net_.weights, plan_, at::kFloat);
  calibration.add(batches_[0]);
  const at::Tensor trained =
      forward_train(net_.weights, plan_, batches_[0], at::kFloat, nullptr).at(plan_.graph.output);
  const at::Tensor evaluated =
      evaluate(net_.weights, plan_, batches_[0], calibration.finish(), at::kFloat)
          .at(plan_.graph.output);
  EXPECT_LT(relative_difference(evaluated, trained), 1e-4);
}

TEST_P(Calibration, IsRefusedForAnotherArchOrChangedWeights) {
  const NormStatistics statistics = by(batches_);
  const Plan other = make_plan(net_.space, min_arch(net_.space), net_.weights);
  EXPECT_THAT(
      [&] { evaluate(net_.weights, other, random_images(1, 1, 24, 1), statistics, at::kFloat); },
      ThrowsMessage<c10::Error>(HasSubstr("these statistics are of another arch")));
  net_.weights.flat_values(WeightGroup::kDecayed).mul_(2);
  EXPECT_THAT([&] { evaluate(net_.weights, plan_, batches_[0], statistics, at::kFloat); },
              ThrowsMessage<c10::Error>(HasSubstr("the weights changed after calibration")));
}

INSTANTIATE_TEST_SUITE_P(Devices, Calibration, every_device(), device_name);

}  // namespace
}  // namespace ofa
