#include "trainers/mix.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace ofa {
namespace {

constexpr int64_t kImages = 16, kClasses = 4, kSide = 8;

// Each image is one colour: its index.
BatchTensors plain_batch() {
  const at::Tensor images = at::arange(kImages, at::kFloat)
                                .view({kImages, 1, 1, 1})
                                .expand({kImages, 3, kSide, kSide})
                                .contiguous(at::MemoryFormat::ChannelsLast);
  return {images, at::arange(kImages, at::kLong) % kClasses, kSide};
}

BatchTensors mixed_at(const MixConfig& config, uint64_t stream) {
  Random random(1, "test", stream);
  return mixed(plain_batch(), config, kClasses, random);
}

TEST(Mix, LeavesABatchAloneThatIsNotToBeMixed) {
  for (const MixConfig& config : {MixConfig{}, MixConfig{.mixup = 1, .share = {0}}}) {
    const BatchTensors batch = mixed_at(config, 0);
    EXPECT_TRUE(at::equal(batch.images, plain_batch().images));
    EXPECT_TRUE(at::equal(batch.labels, plain_batch().labels));
  }
}

// Colours are indices: an image a + (b - a) (1 - own) tells with whom it was mixed, and how.
TEST(Mix, MixupSharesLabelsAsItSharesImages) {
  for (uint64_t stream = 0; stream < 20; ++stream) {
    const BatchTensors batch = mixed_at({.mixup = 0.5}, stream);
    EXPECT_TRUE(at::allclose(batch.labels.sum(1), at::ones({kImages})));
    const at::Tensor means = batch.images.mean({1, 2, 3});
    // Mixed pairwise along a permutation, so that nobody is lost or there twice.
    EXPECT_NEAR(means.sum().item<double>(), kImages * (kImages - 1) / 2.0, 1e-3);
    double own = 0;
    for (int64_t i = 0; i < kImages; ++i)
      own = std::max(own, std::abs(means[i].item<double>() - static_cast<double>(i)));
    const at::Tensor shares = batch.labels;
    for (int64_t i = 0; i < kImages; ++i) {
      int64_t of_own = i % kClasses;
      const double mine = shares[i][of_own].item<double>();
      for (int64_t other = 0; other < kImages; ++other) {
        if (other % kClasses == of_own || shares[i][other % kClasses].item<double>() == 0) continue;
        EXPECT_NEAR(shares[i][other % kClasses].item<double>(), 1 - mine, 1e-5);
      }
    }
  }
}

TEST(Mix, CutmixSharesLabelsAsItSharesPixels) {
  int pasted = 0;
  for (uint64_t stream = 0; stream < 40; ++stream) {
    const BatchTensors batch = mixed_at({.cutmix = 1}, stream);
    for (int64_t i = 0; i < kImages; ++i) {
      const at::Tensor is_own = (batch.images[i] - static_cast<double>(i)).abs() < 1e-6;
      const double own = is_own.to(at::kFloat).mean().item<double>();
      const double share = batch.labels[i][i % kClasses].item<double>();
      const at::Tensor others = batch.images[i].masked_select(is_own.logical_not());
      if (others.numel() == 0) continue;
      ++pasted;
      const auto other = static_cast<int64_t>(others.min().item<float>());
      EXPECT_EQ(others.min().item<float>(), others.max().item<float>());
      EXPECT_NEAR(share, other % kClasses == i % kClasses ? 1 : own, 1e-5);
    }
  }
  EXPECT_GT(pasted, 200);
}

TEST(Mix, MixesTheShareOfBatchesAndHalfOfThemEachWay) {
  int as_is = 0, boxes = 0;
  constexpr int kBatches = 800;
  for (uint64_t stream = 0; stream < kBatches; ++stream) {
    const BatchTensors batch = mixed_at({.mixup = 1, .cutmix = 1, .share = {0.75}}, stream);
    as_is += batch.labels.dim() == 1;
    boxes += batch.labels.dim() == 2 && at::equal(batch.images, batch.images.round());
  }
  EXPECT_NEAR(as_is, 0.25 * kBatches, 4 * std::sqrt(kBatches * 0.25 * 0.75));
  EXPECT_NEAR(boxes, 0.375 * kBatches, 4 * std::sqrt(kBatches * 0.375 * 0.625));
}

TEST(Mix, DependsOnItsRandomNumbersAlone) {
  const MixConfig config{.mixup = 0.4, .cutmix = 1};
  EXPECT_TRUE(at::equal(mixed_at(config, 3).images, mixed_at(config, 3).images));
  EXPECT_FALSE(at::equal(mixed_at(config, 3).images, mixed_at(config, 4).images));
}

// Mean 1/2, variance 1 / (4 (2 alpha + 1)).
TEST(DrawBeta, HasTheMomentsOfTheDistribution) {
  for (const double alpha : {0.2, 1.0, 3.5}) {
    Random random(2, "beta");
    constexpr int kDraws = 20000;
    double sum = 0, squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double x = draw_beta(alpha, random);
      ASSERT_GE(x, 0);
      ASSERT_LE(x, 1);
      sum += x - 0.5;
      squares += (x - 0.5) * (x - 0.5);
    }
    const double variance = 1 / (4 * (2 * alpha + 1));
    EXPECT_NEAR(sum / kDraws, 0, 4 * std::sqrt(variance / kDraws)) << alpha;
    EXPECT_NEAR(squares / kDraws, variance, 0.03 * variance) << alpha;
  }
}

TEST(DrawBox, IsWithinTheImageAndOfTheAreaWhereItIsWhole) {
  Random random(3, "box");
  for (int i = 0; i < 1000; ++i) {
    const Box box = draw_box(0.25, 32, 24, random);
    EXPECT_GE(box.top, 0);
    EXPECT_GE(box.left, 0);
    EXPECT_LE(box.top + box.height, 32);
    EXPECT_LE(box.left + box.width, 24);
    EXPECT_LE(box.height, 16);
    EXPECT_LE(box.width, 12);
    const bool is_whole =
        box.top > 0 && box.left > 0 && box.top + box.height < 32 && box.left + box.width < 24;
    if (is_whole) {
      EXPECT_EQ(box.height * box.width, 16 * 12);
    }
  }
}

}  // namespace
}  // namespace ofa
