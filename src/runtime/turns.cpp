#include "runtime/turns.h"

#include "core/statistics.h"
#include "runtime/time.h"

namespace ofa {
namespace {

constexpr int kCallsAVisit = 5;
constexpr double kQuantile = 0.2;  // of the visits: the least disturbed, without the luckiest

double visit(LoadedModel& model) {
  std::vector<double> calls;
  model.call();  // finds its weights in no cache
  for (int i = 0; i < kCallsAVisit; ++i) calls.push_back(time_call(model).wall_ms);
  return quantile(calls, 0.5);
}

}  // namespace

std::vector<TurnTime> time_in_turns(const std::vector<std::unique_ptr<LoadedModel>>& models,
                                    int rounds) {
  std::vector<std::vector<double>> visits(models.size());
  for (int round = 0; round < rounds; ++round)
    for (size_t i = 0; i < models.size(); ++i) visits[i].push_back(visit(*models[i]));
  std::vector<TurnTime> times;
  for (const std::vector<double>& of_one : visits)
    times.push_back({quantile(of_one, kQuantile), quantile(of_one, 0.1), quantile(of_one, 0.9)});
  return times;
}

}  // namespace ofa
