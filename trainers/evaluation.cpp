#include "trainers/evaluation.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "space/arch_text.h"
#include "space/sample.h"
#include "trainers/precision.h"

namespace ofa {
namespace {

constexpr const char* kRandom = "random ";

double mean(const std::vector<double>& values) {
  return std::reduce(values.begin(), values.end()) / static_cast<double>(values.size());
}

double percent(double part) {
  return 100 * part;
}

}  // namespace

std::vector<FollowedArch> followed_archs(const TrainConfig& config, const Model& model) {
  if (model.only) return {{"max", *model.only}};
  std::vector<FollowedArch> archs;
  for (const std::string& name : config.evaluate.archs.named)
    archs.push_back({name, parse_arch(model.space, name)});
  for (int i = 0; i < config.evaluate.archs.random; ++i)
    archs.push_back(
        {kRandom + std::to_string(i),
         random_arch(model.space, static_cast<uint64_t>(config.seed), static_cast<uint64_t>(i))});
  return archs;
}

EvaluationOptions evaluation_options(const TrainConfig& config) {
  return {.split = Split::kValidation,
          .images = config.evaluate.images.value,
          .calibration = config.evaluate.calibration.value,
          .precision = scalar_type(config.precision)};
}

std::optional<double> Evaluation::of(const std::string& name) const {
  const auto found = std::ranges::find(archs, name, &FollowedAccuracy::name);
  if (found == archs.end()) return std::nullopt;
  return found->accuracy.top1;
}

std::vector<double> Evaluation::of_random() const {
  std::vector<double> random;
  for (const FollowedAccuracy& arch : archs)
    if (arch.name.starts_with(kRandom)) random.push_back(arch.accuracy.top1);
  return random;
}

double Evaluation::score() const {
  const auto max = of("max"), min = of("min");
  if (max && min) return (*max + *min) / 2;
  std::vector<double> all;
  for (const FollowedAccuracy& arch : archs) all.push_back(arch.accuracy.top1);
  return mean(all);
}

Evaluation evaluate(const TrainConfig& config, const Dataset& dataset, const Model& model,
                    const std::vector<FollowedArch>& archs) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<Arch> plain;
  for (const FollowedArch& followed : archs) plain.push_back(followed.arch);
  const std::vector<Accuracy> accuracies =
      measure_accuracy(model, dataset, plain, evaluation_options(config));
  Evaluation evaluation;
  for (size_t i = 0; i < archs.size(); ++i)
    evaluation.archs.push_back({archs[i].name, accuracies[i]});
  evaluation.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return evaluation;
}

Health judge(const Evaluation& evaluation, const StepLosses& losses, const PhaseConfig& phase,
             const Progression& before, int num_classes) {
  return judge(
      {.max = evaluation.of("max"),
       .min = evaluation.of("min"),
       .random = evaluation.of_random(),
       .chance = 1.0 / num_classes,
       .losses = losses,
       .distills = phase.distill.has_value(),
       .labels_weight = phase.distill ? phase.distill->labels.to : 1,
       .trains_smallest = phase.open.all || phase.open.kinds.depth || phase.open.kinds.expand ||
                          phase.open.kinds.mid || phase.open.kinds.channels},
      before);
}

Json evaluation_json(const Space& space, const Evaluation& evaluation, const Health& health) {
  Json archs = Json::array();
  for (const auto& [name, accuracy] : evaluation.archs)
    archs.push_back({{"name", name},
                     {"arch", to_text(space, accuracy.arch)},
                     {"top1", accuracy.top1},
                     {"top5", accuracy.top5},
                     {"loss", accuracy.loss}});
  Json json{{"images", evaluation.archs.front().accuracy.num_images}, {"archs", archs}};
  if (health.gap) json["gap"] = *health.gap;
  if (health.rank_agreement) json["rank_agreement"] = *health.rank_agreement;
  json["health"] = health.remarks;
  return json;
}

std::string evaluation_text(const Evaluation& evaluation, const Health& health) {
  std::vector<std::string> parts;
  for (const auto& [name, accuracy] : evaluation.archs)
    if (!name.starts_with(kRandom))
      parts.push_back(fmt::format("{} {:.2f} %", name, percent(accuracy.top1)));
  const std::vector<double> random = evaluation.of_random();
  if (!random.empty()) {
    const auto [low, high] = std::ranges::minmax(random);
    parts.push_back(fmt::format("random {:.2f} .. {:.2f} %", percent(low), percent(high)));
  }
  if (health.gap) parts.push_back(fmt::format("gap {:.2f}", percent(*health.gap)));
  if (health.rank_agreement) parts.push_back(fmt::format("ranks {:.2f}", *health.rank_agreement));
  return fmt::format("{}  {}", fmt::join(parts, "  "), fmt::join(health.remarks, "; "));
}

std::vector<Scalar> scalars_of(const Evaluation& evaluation, const Health& health) {
  std::vector<Scalar> scalars;
  for (const auto& [name, accuracy] : evaluation.archs)
    scalars.push_back({"accuracy/" + name, static_cast<float>(accuracy.top1)});
  if (health.gap) scalars.push_back({"health/gap", static_cast<float>(*health.gap)});
  if (health.rank_agreement)
    scalars.push_back({"health/rank_agreement", static_cast<float>(*health.rank_agreement)});
  return scalars;
}

}  // namespace ofa
