#include "tools/report/training_data.h"

#include "latency/json_lines.h"

namespace ofa {
namespace {

constexpr double kMost = 1e30;
constexpr int kMostSteps = 2'000'000'000;

// What steps and evaluations took. Records tell how fast steps were, whenever they were made: a run
// that was stopped overnight is no slower.
class TrainingClock {
 public:
  explicit TrainingClock(int64_t images_per_step)
      : images_per_step_(static_cast<double>(images_per_step)) {}

  void record(int step, double images_per_s) {
    seconds_per_step_ = images_per_step_ / images_per_s;
    seconds_ = at(step);
    step_ = step;
  }
  void evaluate(double seconds) {
    seconds_ += seconds;
    evaluating_ += seconds;
  }

  bool is_known() const { return seconds_per_step_ > 0; }
  double at(int step) const { return seconds_ + (step - step_) * seconds_per_step_; }
  double evaluating() const { return evaluating_; }

 private:
  double images_per_step_, seconds_per_step_ = 0, seconds_ = 0, evaluating_ = 0;
  int step_ = 0;
};

class TrainingReader {
 public:
  explicit TrainingReader(int64_t images_per_step) : clock_(images_per_step) {}

  void read(const JsonReader& line) {
    const int step = line.at("step").whole(0, kMostSteps);
    begin_phase(line.at("phase").text(), step);
    const bool evaluates = line.has("evaluation");
    Json entry = evaluates ? read_evaluation(line.at("evaluation"), step) : read_step(line, step);
    if (evaluates && line.has("kept")) entry["kept"] = line.at("kept").boolean();
    if (line.has("time")) add_time(line.at("time"), step, entry);
    (evaluates ? evaluations_ : steps_).push_back(std::move(entry));
  }

  Json data() const {
    constexpr size_t kMostPoints = 3000;
    const size_t every = 1 + steps_.size() / kMostPoints;
    Json steps = Json::array();
    for (size_t i = every - 1; i < steps_.size(); i += every) steps.push_back(steps_[i]);
    Json data{{"steps", steps}, {"evaluations", evaluations_}, {"phases", phases_}};
    if (clock_.is_known()) {
      data["seconds"] = clock_.at(last_step_);
      data["evaluating_seconds"] = clock_.evaluating();
    }
    return data;
  }

 private:
  void begin_phase(const std::string& name, int step) {
    if (phases_.empty() || phases_.back()["name"] != name)
      phases_.push_back({{"name", name}, {"first", phases_.empty() ? 0 : last_step_}});
    phases_.back()["last"] = last_step_ = step;
  }

  void add_time(const JsonReader& time, int step, Json& entry) {
    if (time.has("images_per_s")) {
      entry["images_per_s"] = time.at("images_per_s").positive(kMost);
      clock_.record(step, entry["images_per_s"]);
    }
    if (clock_.is_known()) entry["seconds"] = clock_.at(step);
    if (time.has("evaluation_s")) clock_.evaluate(time.at("evaluation_s").number(0, kMost));
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
    if (json.has("images")) entry["images"] = json.at("images").whole(1, kMostSteps);
    for (const JsonReader& arch : json.at("archs").items())
      entry["accuracies"][arch.at("name").text()] = arch.at("top1").number(0, 1);
    for (const char* key : {"gap", "rank_agreement"})
      if (json.has(key)) entry[key] = json.at(key).number(-1.001, 1.001);
    for (const JsonReader& remark : json.at("health").items())
      entry["health"].push_back(remark.text());
    return entry;
  }

  TrainingClock clock_;
  std::vector<Json> steps_, evaluations_;
  Json phases_ = Json::array();
  int last_step_ = 0;
};

}  // namespace

Json training_data(const std::filesystem::path& metrics_file, int64_t images_per_step) {
  TrainingReader reader(images_per_step);
  read_json_lines(metrics_file, [&](const JsonReader& line) { reader.read(line); });
  return reader.data();
}

}  // namespace ofa
