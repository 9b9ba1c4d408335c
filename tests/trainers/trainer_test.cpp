#include "trainers/trainer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "config/load.h"
#include "io/folders.h"
#include "nn/tensor_io.h"
#include "tests/core/temp_folder.h"
#include "tests/trainers/toy_training.h"
#include "trainers/channel_sort.h"
#include "trainers/set_up.h"

namespace ofa {
namespace {

constexpr const char* kOnePhase = R"(
  - {name: full, steps: 5, sample: [max], open: {resolution: all}}
)";
constexpr const char* kTwoPhases = R"(
  - {name: full, steps: 5, sample: [max], open: {resolution: all}}
  - {name: all, steps: 4, sample: [max, random], open: all, sort: l1, distill: {teacher: full}}
)";

bool same(const Weights& a, const Weights& b) {
  return at::equal(a.flat_values(WeightGroup::kDecayed), b.flat_values(WeightGroup::kDecayed)) &&
         at::equal(a.flat_values(WeightGroup::kPlain), b.flat_values(WeightGroup::kPlain));
}

// Trainings of the toy space, evaluated at the ends of phases alone.
class AveragedTraining : public testing::Test {
 protected:
  // Returns the model as its last step left it.
  Model train(const std::string& phases, const std::optional<double>& ema) {
    config_ = read<TrainConfig>(load_yaml(write_toy_training(folder_.path(), phases)));
    config_.precision = Precision::kFp32;
    config_.evaluate.every = 1000;
    config_.ema = ema;
    const Dataset dataset(config_.data, 0);
    config_.data = dataset.config();
    Model model = new_model(config_, space_for(config_, dataset));
    std::filesystem::remove_all(run_);
    std::filesystem::create_directories(run_);
    Trainer trainer(config_, dataset, model, run_);
    trainer.begin();
    trainer.train();
    return model;
  }

  Weights weights_in(const std::filesystem::path& file, const Model& like) const {
    Weights weights(like.weights.declared(), {});
    read_weights(file, weights);
    return weights;
  }

  // Of the last checkpoint.
  WeightAverage average(const Model& like) const {
    Weights weights(like.weights.declared(), {});
    WeightAverage average(*config_.ema, like, {});
    TrainingState state;
    average.add_to(state);
    EXPECT_TRUE(Checkpoints(run_ / "checkpoints", 2).load(weights, state).has_value());
    EXPECT_TRUE(same(weights, like.weights));
    return average;
  }

  const TempFolder folder_;
  const std::filesystem::path run_ = folder_.path() / "run";
  TrainConfig config_;
};

TEST_F(AveragedTraining, KeepsTheAverageAsTheBest) {
  const Model model = train(kOnePhase, 0.9);
  const Weights best = weights_in(weights_file(run_), model);
  EXPECT_TRUE(same(best, average(model).model().weights));
  EXPECT_FALSE(same(best, model.weights));
}

TEST_F(AveragedTraining, WithoutOneKeepsTheWeightsThemselves) {
  const Model model = train(kOnePhase, std::nullopt);
  EXPECT_TRUE(same(weights_in(weights_file(run_), model), model.weights));
}

TEST_F(AveragedTraining, ChangesNothingOfTheSteps) {
  const Model with = train(kOnePhase, 0.9), without = train(kOnePhase, std::nullopt);
  EXPECT_TRUE(same(with.weights, without.weights));
}

TEST_F(AveragedTraining, TeachesByTheAverage) {
  const Model first = train(kOnePhase, 0.9);
  const Weights average_then = average(first).model().weights;
  const Model second = train(kTwoPhases, 0.9);
  EXPECT_TRUE(same(weights_in(run_ / "teachers" / "full.safetensors", second), average_then));
}

// With a decay of 0 the average is the weights, whatever happened on the way: sorting too.
TEST_F(AveragedTraining, GoesOnThroughPhases) {
  const Model model = train(kTwoPhases, 0.0);
  EXPECT_TRUE(same(average(model).model().weights, model.weights));
}

// As its second phase begins: state like the weights is permuted as they are.
TEST_F(AveragedTraining, IsSortedWithTheWeights) {
  Model model = train(kOnePhase, 0.9);
  config_ = read<TrainConfig>(load_yaml(write_toy_training(folder_.path(), kTwoPhases)));
  const Weights before = weights_in(weights_file(run_), model);
  WeightAverage copy(0.9, model, {});
  TrainingState state;
  copy.add_to(state);
  state.like_weights.push_back({"doubled",
                                {model.weights.flat_values(WeightGroup::kDecayed) * 2,
                                 model.weights.flat_values(WeightGroup::kPlain) * 2}});
  const at::Tensor unsorted = model.weights.flat_values(WeightGroup::kDecayed).clone();
  sort_for_phase(model, state, plan_phases(config_), 1, false);
  EXPECT_FALSE(at::equal(model.weights.flat_values(WeightGroup::kDecayed), unsorted));
  EXPECT_TRUE(same(copy.model().weights, model.weights));
  EXPECT_TRUE(at::equal(state.like_weights.back().groups[0],
                        model.weights.flat_values(WeightGroup::kDecayed) * 2));
}

}  // namespace
}  // namespace ofa
