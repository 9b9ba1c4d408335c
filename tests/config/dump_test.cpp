#include "config/dump.h"

#include <gtest/gtest.h>

#include "config/yaml.h"
#include "core/random.h"
#include "sample.h"

namespace ofa {
namespace {

std::string random_text(Random& random) {
  const std::string alphabet = "abc 019.:#-,[]{}'\"\\\n%~";
  std::string text = "n";
  for (uint64_t n = random.below(12); n > 0; --n) text += alphabet[random.below(alphabet.size())];
  return text.substr(random.below(2) * (text.size() > 1));
}

Phase random_phase(Random& random) {
  Phase phase;
  phase.name = random_text(random);
  phase.lr = random.uniform() + 1e-9;
  phase.archs_per_step = static_cast<int>(1 + random.below(8));
  if (random.below(2)) phase.kernel = {{3, 5, 7}};
  phase.open.all = random.below(2);
  if (random.below(2)) phase.schedule = Schedule{{random.uniform()}, Decay(random.below(3))};
  return phase;
}

Training random_training(uint64_t stream) {
  Random random(11, "configurations", stream);
  Training training;
  training.seed = random.below(2) ? 0 : static_cast<int64_t>(random.bits64() >> 1);
  if (random.below(2)) training.budget = Duration{random.uniform() * 1e5 + 1e-6};
  training.images = {static_cast<int64_t>(random.below(1'000'000'000))};
  training.scales.clear();
  for (uint64_t n = random.below(40); n > 0; --n) training.scales.push_back(random.uniform());
  for (uint64_t n = random.below(4); n > 0; --n)
    training.tables[random_text(random)] = random_text(random);
  if (random.below(2)) training.schedule = {{random.uniform()}, Decay(random.below(3))};
  for (uint64_t n = 1 + random.below(4); n > 0; --n)
    training.phases.push_back(random_phase(random));
  return training;
}

TEST(Dump, ThenReadIsTheIdentity) {
  for (uint64_t stream = 0; stream < 500; ++stream) {
    const Training training = random_training(stream);
    const std::string text = to_yaml(dump(training));
    ASSERT_EQ(read<Training>(parse_yaml(text, "a.yaml")), training) << text;
    const std::string changed = to_yaml(without_defaults(dump(training)));
    ASSERT_EQ(read<Training>(parse_yaml(changed, "a.yaml")), training) << changed;
    ASSERT_EQ(to_yaml(dump(read<Training>(parse_yaml(changed, "a.yaml")))), text);
  }
}

TEST(Dump, WritesEverything) {
  EXPECT_EQ(to_yaml(dump(read<Training>(parse_yaml(kTrainingYaml, "a.yaml")))),
            R"(seed: 3
budget: 8m
images: 1500
scales: [0.25, 0.5]
tables: {here: tables/a b.json, phone: tables/phone.json}
schedule: {warmup: 0.05, decay: cosine}
resume: false
phases:
  - {name: all, lr: 0.15, archs_per_step: 1, kernel: [3, 5], open: all, schedule: null}
  - name: depth
    lr: 0.001
    archs_per_step: 1
    kernel: 3
    open: {depth: 2, kernel: all}
    schedule: {warmup: 0.05, decay: none}
)");
}

TEST(WithoutDefaults, LeavesWhatDiffers) {
  Training training;
  training.schedule.decay = Decay::kNone;  // its default here is step, at 10 %
  training.phases = {Phase{.name = "a"}, Phase{.name = "b", .schedule = Schedule{}}};
  EXPECT_EQ(to_yaml(without_defaults(dump(training))),
            "schedule: {decay: none}\nphases:\n  - {name: a}\n  - {name: b, schedule: {}}\n");
}

}  // namespace
}  // namespace ofa
