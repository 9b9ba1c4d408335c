#include "trainers/checkpoint.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include "core/file.h"
#include "core/random.h"
#include "io/safetensors.h"
#include "nn/initialise.h"
#include "tests/core/temp_folder.h"
#include "tests/error_of.h"
#include "trainers/optimizer.h"

namespace ofa {
namespace {

using testing::HasSubstr;

Weights weights_of(uint64_t seed) {
  Weights weights(lower_supernet(load_space("fashion")), {});
  initialise(weights, seed);
  return weights;
}

Progression progression_at(int64_t step) {
  return {.step = step,
          .best = 0.1234567890123456789,
          .records = {1234, 99},
          .since_log = {{1.0 / 3, 2, 3, {1, 1.0 / 7}}, 4, 5},
          .since_evaluation = {{6, 7, 8, {}}, 1e-300, 9},
          .last_loss = 0.7,
          .last_accuracies = {0.1, 0.2}};
}

bool same(const Weights& a, const Weights& b) {
  return at::equal(a.flat_values(WeightGroup::kDecayed), b.flat_values(WeightGroup::kDecayed)) &&
         at::equal(a.flat_values(WeightGroup::kPlain), b.flat_values(WeightGroup::kPlain));
}

TrainingState zeros_like(const TrainingState& state) {
  TrainingState zeros;
  for (const GroupBuffers& buffers : state.like_weights)
    zeros.like_weights.push_back(
        {buffers.name, {at::zeros_like(buffers.groups[0]), at::zeros_like(buffers.groups[1])}});
  for (const NamedBuffer& buffer : state.others)
    zeros.others.push_back({buffer.name, at::zeros_like(buffer.values)});
  return zeros;
}

class SavedTraining : public testing::Test {
 protected:
  SavedTraining() {
    optimizer_.add_to(state_);
    state_.like_weights.front().groups[0].fill_(0.25);
    state_.like_weights.front().groups[1].fill_(-1);
    state_.others.front().values.fill_(7);
    state_.others.push_back({"projection", at::arange(24, at::kFloat).reshape({2, 3, 4})});
  }
  std::filesystem::path file(int64_t step) const {
    return folder_.path() / fmt::format("{:010}.safetensors", step);
  }

  const TempFolder folder_;
  const Checkpoints checkpoints_{folder_.path(), 2};
  Weights weights_ = weights_of(1);
  Optimizer optimizer_{{.name = OptimizerName::kAdamW}, weights_};
  TrainingState state_;
};

TEST_F(SavedTraining, ComesBackBitForBit) {
  checkpoints_.save(progression_at(7), weights_, state_);
  Weights other = weights_of(2);
  const TrainingState fresh = zeros_like(state_);
  const auto loaded = checkpoints_.load(other, fresh);
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->to_json(), progression_at(7).to_json());
  EXPECT_TRUE(same(other, weights_));
  ASSERT_EQ(fresh.like_weights.size(), 2U);
  for (size_t i = 0; i < 2; ++i)
    for (size_t group = 0; group < 2; ++group)
      EXPECT_TRUE(
          at::equal(fresh.like_weights[i].groups[group], state_.like_weights[i].groups[group]));
  for (size_t i = 0; i < state_.others.size(); ++i)
    EXPECT_TRUE(at::equal(fresh.others[i].values, state_.others[i].values));
}

TEST_F(SavedTraining, KeepsTheNewestOnly) {
  for (const int64_t step : {1, 2, 30, 4})
    checkpoints_.save(progression_at(step), weights_, state_);
  EXPECT_EQ(folder_.num_files(), 2U);
  EXPECT_EQ(checkpoints_.load(weights_, state_)->step, 30);
}

TEST_F(SavedTraining, IsNothingWhereThereIsNone) {
  EXPECT_FALSE(checkpoints_.load(weights_, state_).has_value());
}

// In the length, the header, the checksum, the state, each buffer, the last byte: always seen.
TEST_F(SavedTraining, NoDamageGoesUnseen) {
  checkpoints_.save(progression_at(1), weights_, state_);
  checkpoints_.save(progression_at(2), weights_, state_);
  const std::string whole = read_file(file(2), 1 << 30);
  Random random(1, "damage");
  std::vector<size_t> places;
  for (size_t at = 0; at < 700; at += 3) places.push_back(at);
  for (int i = 0; i < 100; ++i) places.push_back(random.below(whole.size()));
  places.push_back(whole.size() - 1);
  for (const size_t at : places) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1 << random.below(8));
    write_file(file(2), damaged);
    EXPECT_EQ(checkpoints_.load(weights_, state_)->step, 1) << "byte " << at;
  }
  for (const size_t size :
       {size_t{0}, size_t{5}, size_t{300}, whole.size() / 2, whole.size() - 1}) {
    write_file(file(2), whole.substr(0, size));
    EXPECT_EQ(checkpoints_.load(weights_, state_)->step, 1) << size << " bytes";
  }
}

TEST_F(SavedTraining, OfAnotherNetworkIsNoDamage) {
  Weights other(lower_supernet(load_space("mobilenet_v1")), {});
  checkpoints_.save(progression_at(1), other, {});
  EXPECT_THAT(error_of([&] { checkpoints_.load(weights_, state_); }),
              HasSubstr("it is of another network"));
  EXPECT_TRUE(std::filesystem::exists(file(1)));
}

// Settings that drifted: what is new begins as it is, what is no longer wanted stays behind.
TEST_F(SavedTraining, GoesOnWithOtherState) {
  checkpoints_.save(progression_at(3), weights_, {.others = {{"old", at::ones({3})}}});
  EXPECT_EQ(checkpoints_.load(weights_, state_)->step, 3);
  EXPECT_EQ(state_.others.front().values.item<float>(), 7);
}

TEST_F(SavedTraining, TakesNothingOfAFileOfWhichAPartDoesNotFit) {
  checkpoints_.save(progression_at(1), weights_of(2), {.others = {{"projection", at::ones({3})}}});
  EXPECT_THAT(error_of([&] { checkpoints_.load(weights_, state_); }),
              HasSubstr("projection: expected [2, 3, 4], got [3]"));
  EXPECT_TRUE(same(weights_, weights_of(1)));
}

TEST_F(SavedTraining, OfAnEarlierFormatIsAnErrorInWords) {
  write_safetensors(file(1), {}, {{"format", "ofa-checkpoint/1"}, {"state", "{}"}});
  EXPECT_THAT(error_of([&] { checkpoints_.load(weights_, state_); }),
              HasSubstr("is an ofa-checkpoint/1, and only ofa-checkpoint/2 can be gone on from"));
  EXPECT_TRUE(std::filesystem::exists(file(1)));
}

}  // namespace
}  // namespace ofa
