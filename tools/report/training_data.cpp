#include "tools/report/training_data.h"

#include "latency/json_lines.h"

namespace ofa {
namespace {

constexpr double kMost = 1e30;
constexpr int kMostSteps = 2'000'000'000;

class TrainingReader {
 public:
  void read(const JsonReader& line) {
    const int step = line.at("step").whole(0, kMostSteps);
    begin_phase(line.at("phase").text(), step);
    if (line.has("evaluation")) {
      evaluations_.push_back(read_evaluation(line.at("evaluation"), step));
    } else {
      steps_.push_back(read_step(line, step));
    }
  }

  Json data() const {
    constexpr size_t kMostPoints = 3000;
    const size_t every = 1 + steps_.size() / kMostPoints;
    Json steps = Json::array();
    for (size_t i = every - 1; i < steps_.size(); i += every) steps.push_back(steps_[i]);
    return {{"steps", steps}, {"evaluations", evaluations_}, {"phases", phases_}};
  }

 private:
  void begin_phase(const std::string& name, int step) {
    if (phases_.empty() || phases_.back()["name"] != name)
      phases_.push_back({{"name", name}, {"first", phases_.empty() ? 0 : last_step_}});
    phases_.back()["last"] = last_step_ = step;
  }

  static Json read_step(const JsonReader& line, int step) {
    Json entry{{"step", step}};
    for (const char* key : {"loss", "hard", "lr", "grad_norm"})
      entry[key] = line.at(key).number(-kMost, kMost);
    if (line.has("soft")) entry["soft"] = line.at("soft").number(-kMost, kMost);
    return entry;
  }

  static Json read_evaluation(const JsonReader& json, int step) {
    Json entry{{"step", step}, {"accuracies", Json::object()}, {"health", Json::array()}};
    for (const JsonReader& arch : json.at("archs").items())
      entry["accuracies"][arch.at("name").text()] = arch.at("top1").number(0, 1);
    for (const char* key : {"gap", "rank_agreement"})
      if (json.has(key)) entry[key] = json.at(key).number(-1.001, 1.001);
    for (const JsonReader& remark : json.at("health").items())
      entry["health"].push_back(remark.text());
    return entry;
  }

  std::vector<Json> steps_, evaluations_;
  Json phases_ = Json::array();
  int last_step_ = 0;
};

}  // namespace

Json training_data(const std::filesystem::path& metrics_file) {
  TrainingReader reader;
  read_json_lines(metrics_file, [&](const JsonReader& line) { reader.read(line); });
  return reader.data();
}

}  // namespace ofa
