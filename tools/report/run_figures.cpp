#include "tools/report/run_figures.h"

#include <optional>

#include "core/statistics.h"

namespace ofa {
namespace {

constexpr const char* kReached[] = {"largest", "smallest", "random_median", "gap",
                                    "rank_agreement"};
constexpr const char* kTook[] = {"steps", "images_per_s", "seconds"};

Json data_figures(const Json& data) {
  Json figures = Json::object();
  if (!data.is_object()) return figures;
  for (const char* key : {"source", "fingerprint", "images"})
    if (data.contains(key)) figures[key] = data[key];
  return figures;
}

std::vector<double> random_accuracies(const Json& evaluation) {
  std::vector<double> random;
  for (const auto& [name, accuracy] : evaluation["accuracies"].items())
    if (name.starts_with("random ")) random.push_back(accuracy);
  return random;
}

// What accuracies are called where runs are compared, beside what the evaluation holds.
Json with_figures(Json evaluation) {
  const Json accuracies = evaluation["accuracies"];
  if (accuracies.contains("max")) evaluation["largest"] = accuracies["max"];
  if (accuracies.contains("min")) evaluation["smallest"] = accuracies["min"];
  const std::vector<double> random = random_accuracies(evaluation);
  if (!random.empty()) evaluation["random_median"] = quantile(random, 0.5);
  return evaluation;
}

Json reached(const Json& evaluation) {
  Json figures{{"step", evaluation["step"]}};
  for (const char* key : kReached)
    if (evaluation.contains(key)) figures[key] = evaluation[key];
  return figures;
}

// By which the trainer keeps weights as the best, but for a network that is not yet narrow.
double score(const Json& evaluation) {
  if (evaluation.contains("largest") && evaluation.contains("smallest"))
    return (evaluation["largest"].get<double>() + evaluation["smallest"].get<double>()) / 2;
  std::vector<double> all;
  for (const Json& accuracy : evaluation["accuracies"]) all.push_back(accuracy);
  return all.empty() ? 0 : mean(all);
}

// The one whose weights are kept; records of an older trainer do not say it.
const Json& best_of(const Json& evaluations) {
  for (size_t i = evaluations.size(); i-- > 0;)
    if (evaluations[i].value("kept", false)) return evaluations[i];
  const Json* best = &evaluations.front();
  for (const Json& evaluation : evaluations)
    if (score(evaluation) > score(*best)) best = &evaluation;
  return *best;
}

// From which step what was said.
Json health(const Json& evaluations) {
  Json said = Json::array();
  for (const Json& evaluation : evaluations)
    if (said.empty() || said.back()["remarks"] != evaluation["health"])
      said.push_back({{"from", evaluation["step"]}, {"remarks", evaluation["health"]}});
  return said;
}

void add_pace(const ComparedRun& run, Json& figures) {
  const auto images = static_cast<double>(steps_done(run) * images_per_step(run.config));
  figures["images"] = images;
  if (!run.training.contains("seconds")) return;
  const double seconds = run.training["seconds"];
  figures["seconds"] = seconds;
  figures["images_per_s"] = images / (seconds - run.training["evaluating_seconds"].get<double>());
}

// The values of a key in all members; none where one of them has it not.
std::vector<double> values_of(const std::vector<Json>& members, const char* key) {
  std::vector<double> values;
  for (const Json& member : members)
    if (member.contains(key)) values.push_back(member[key]);
  if (values.size() < members.size()) values.clear();
  return values;
}

template <size_t N>
Json spread(const std::vector<Json>& members, const char* const (&keys)[N]) {
  Json figures = Json::object();
  for (const char* key : keys)
    if (const std::vector<double> values = values_of(members, key); !values.empty())
      figures[key] = {{"median", quantile(values, 0.5)},
                      {"least", quantile(values, 0)},
                      {"most", quantile(values, 1)}};
  return figures;
}

}  // namespace

Json run_figures(const ComparedRun& run) {
  Json training = run.training;
  for (Json& evaluation : training["evaluations"]) evaluation = with_figures(evaluation);
  const Json& evaluations = training["evaluations"];
  const Node* budget = run.config.find("budget");
  Json figures{{"name", run.name},
               {"folder", run.folder.string()},
               {"space", run.space_name},
               {"data", data_figures(run.data)},
               {"seed", seed_of(run)}};
  if (budget && budget->is_scalar()) figures["budget"] = budget->text;
  figures["steps"] = steps_done(run);
  if (planned_steps(run) > 0) figures["planned_steps"] = planned_steps(run);
  if (images_per_step(run.config) > 0) {
    figures["images_per_step"] = images_per_step(run.config);
    add_pace(run, figures);
  }
  figures["end"] = reached(evaluations.back());
  figures["best"] = reached(best_of(evaluations));
  figures["health"] = health(evaluations);
  figures["training"] = std::move(training);
  return figures;
}

Json group_figures(const Json& runs, const std::vector<size_t>& members) {
  Json figures{{"runs", members}, {"seeds", Json::array()}};
  std::vector<Json> end, best, took;
  for (const size_t member : members) {
    const Json& run = runs[member];
    figures["seeds"].push_back(run["seed"]);
    end.push_back(run["end"]);
    best.push_back(run["best"]);
    took.push_back(run);
  }
  figures["end"] = spread(end, kReached);
  figures["best"] = spread(best, kReached);
  figures.update(spread(took, kTook));
  return figures;
}

}  // namespace ofa
