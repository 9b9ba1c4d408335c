#include "tools/demo_models.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "core/format.h"
#include "graph/cost.h"
#include "runtime/time.h"
#include "space/arch_text.h"
#include "space/lower.h"
#include "tools/table.h"
#include "verify/check_file.h"

namespace ofa {
namespace {

constexpr int kRounds = 100;

// Accuracies of files on the test images, each at its own resolution.
class TestAccuracy {
 public:
  TestAccuracy(const Dataset& dataset, const Runtime& runtime)
      : dataset_(dataset), runtime_(runtime) {}

  double operator()(const std::string& bytes, const ModelCard& card) {
    const auto [pictures, is_new] = pictures_.try_emplace(card.resolution);
    if (is_new) pictures->second = test_pictures(dataset_, card.resolution);
    const auto model = runtime_.load(bytes, {});
    return accuracy(logits_of(*model, card, pictures->second), pictures->second.labels);
  }

 private:
  const Dataset& dataset_;
  const Runtime& runtime_;
  std::map<int, Pictures> pictures_;  // by resolution
};

void time_models(const Runtime& runtime, std::vector<DemoModel>& models) {
  const PinnedThread pinned;
  std::vector<std::unique_ptr<LoadedModel>> loaded;
  for (const DemoModel& model : models) {
    loaded.push_back(runtime.load(read_model_file(model.file), {}));
    give_zeros(*loaded.back());
  }
  const std::vector<TurnTime> times = time_in_turns(loaded, kRounds);
  for (size_t i = 0; i < models.size(); ++i) models[i].time = times[i];
}

std::string ms_text(double ms) {
  return fmt::format("{:.3f}", ms);
}

}  // namespace

std::vector<DemoModel> measure_models(const std::vector<NamedFile>& files, const Space& space,
                                      const Table& table, const Dataset& dataset,
                                      const Runtime& runtime) {
  TestAccuracy test_accuracy(dataset, runtime);
  std::vector<std::string> verified_on;
  for (const Runtime& one : choose_runtimes({})) verified_on.push_back(one.name);
  std::vector<DemoModel> models;
  for (const auto& [name, file] : files) {
    const std::string bytes = read_model_file(file);
    const ModelCard card = read_card(bytes, file);
    const Graph graph = lower(space, arch_from_text(space, card.arch_line));
    DemoModel model{.name = name, .file = file, .is_int8 = card.quantization.has_value()};
    model.arch = card.arch_line;
    model.macs = cost(graph).macs;
    model.test_accuracy = test_accuracy(bytes, card);
    if (!model.is_int8) model.predicted_ms = predict(table, graph).ms;
    model.bytes = bytes.size();
    model.verified_on = verified_on;
    models.push_back(std::move(model));
  }
  time_models(runtime, models);
  return models;
}

Json to_json(const std::vector<DemoModel>& models) {
  Json list = Json::array();
  for (const DemoModel& model : models)
    list.push_back({{"name", model.name},
                    {"file", model.file},
                    {"precision", model.is_int8 ? "int8" : "fp32"},
                    {"arch", model.arch},
                    {"macs", model.macs},
                    {"test_accuracy", model.test_accuracy},
                    {"predicted_ms", model.predicted_ms ? Json(*model.predicted_ms) : Json()},
                    {"ms", model.time.ms},
                    {"low_ms", model.time.low_ms},
                    {"high_ms", model.time.high_ms},
                    {"bytes", model.bytes},
                    {"verified_on", model.verified_on}});
  return list;
}

std::string models_text(const std::vector<DemoModel>& models) {
  std::vector<std::vector<std::string>> rows{
      {"", "", "MMACs", "test %", "latency ms", "", "file", "verified on", ""},
      {"", "", "", "", "predicted", "measured", "", "", ""}};
  const DemoModel& first = models.front();
  for (const DemoModel& model : models)
    rows.push_back(
        {model.name, model.is_int8 ? "int8" : "fp32", fmt::format("{:.2f}", model.macs / 1e6),
         fmt::format("{:.2f}", 100 * model.test_accuracy),
         model.predicted_ms ? ms_text(*model.predicted_ms) : "-", ms_text(model.time.ms),
         human_bytes(model.bytes), fmt::to_string(fmt::join(model.verified_on, ", ")),
         &model == &first
             ? ""
             : fmt::format("{:.1f}x faster, {:+.1f} points", first.time.ms / model.time.ms,
                           100 * (model.test_accuracy - first.test_accuracy))});
  return format_table(rows, "<<>>>>><<");
}

}  // namespace ofa
