#include "trainers/checkpoint.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include "core/error.h"
#include "core/file.h"
#include "core/random.h"
#include "nn/initialise.h"
#include "tests/core/temp_folder.h"
#include "trainers/optimizer.h"

namespace ofa {
namespace {

Weights weights_of(uint64_t seed) {
  Weights weights(lower_supernet(load_space("fashion")), {});
  initialise(weights, seed);
  return weights;
}

Progression progression_at(int64_t step) {
  return {.step = step,
          .best = 0.1234567890123456789,
          .records = {1234, 99},
          .since_log = {1.0 / 3, 2, 3, 4, 5},
          .since_evaluation = {6, 7, 8, 1e-300, 9},
          .last_loss = 0.7,
          .last_accuracies = {0.1, 0.2}};
}

bool same(const Weights& a, const Weights& b) {
  return at::equal(a.flat_values(WeightGroup::kDecayed), b.flat_values(WeightGroup::kDecayed)) &&
         at::equal(a.flat_values(WeightGroup::kPlain), b.flat_values(WeightGroup::kPlain));
}

class SavedTraining : public testing::Test {
 protected:
  SavedTraining() {
    optimizer_.momentum()[0].fill_(0.25);
    optimizer_.momentum()[1].fill_(-1);
  }
  std::filesystem::path file(int64_t step) const {
    return folder_.path() / fmt::format("{:010}.safetensors", step);
  }

  const TempFolder folder_;
  const Checkpoints checkpoints_{folder_.path(), 2};
  Weights weights_ = weights_of(1);
  Sgd optimizer_{{}, weights_};
};

TEST_F(SavedTraining, ComesBackBitForBit) {
  checkpoints_.save(progression_at(7), weights_, optimizer_.momentum());
  Weights other = weights_of(2);
  Sgd fresh({}, other);
  const auto loaded = checkpoints_.load(other, fresh.momentum());
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->to_json(), progression_at(7).to_json());
  EXPECT_TRUE(same(other, weights_));
  for (int group = 0; group < 2; ++group)
    EXPECT_TRUE(at::equal(fresh.momentum()[group], optimizer_.momentum()[group]));
}

TEST_F(SavedTraining, KeepsTheNewestOnly) {
  for (const int64_t step : {1, 2, 30, 4})
    checkpoints_.save(progression_at(step), weights_, optimizer_.momentum());
  EXPECT_EQ(folder_.num_files(), 2U);
  EXPECT_EQ(checkpoints_.load(weights_, optimizer_.momentum())->step, 30);
}

TEST_F(SavedTraining, IsNothingWhereThereIsNone) {
  EXPECT_FALSE(checkpoints_.load(weights_, optimizer_.momentum()).has_value());
}

// In the length, the header, the checksum, the state, each buffer, the last byte: always seen.
TEST_F(SavedTraining, NoDamageGoesUnseen) {
  checkpoints_.save(progression_at(1), weights_, optimizer_.momentum());
  checkpoints_.save(progression_at(2), weights_, optimizer_.momentum());
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
    EXPECT_EQ(checkpoints_.load(weights_, optimizer_.momentum())->step, 1) << "byte " << at;
  }
  for (const size_t size :
       {size_t{0}, size_t{5}, size_t{300}, whole.size() / 2, whole.size() - 1}) {
    write_file(file(2), whole.substr(0, size));
    EXPECT_EQ(checkpoints_.load(weights_, optimizer_.momentum())->step, 1) << size << " bytes";
  }
}

TEST_F(SavedTraining, OfAnotherNetworkIsNoDamage) {
  Weights other(lower_supernet(load_space("mobilenet_v1")), {});
  Sgd sgd({}, other);
  checkpoints_.save(progression_at(1), other, sgd.momentum());
  EXPECT_THROW(checkpoints_.load(weights_, optimizer_.momentum()), Error);
  EXPECT_TRUE(std::filesystem::exists(file(1)));
}

}  // namespace
}  // namespace ofa
