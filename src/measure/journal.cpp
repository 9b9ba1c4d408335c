#include "measure/journal.h"

#include <algorithm>
#include <cmath>

#include "config/json.h"
#include "core/error.h"
#include "core/file.h"
#include "latency/json_reader.h"
#include "latency/times.h"

namespace ofa {
namespace {

constexpr const char* kFormat = "ofa-rounds/1";
constexpr size_t kMostBytes = 1'000'000'000;

}  // namespace

Journal::Journal(std::filesystem::path file, const std::string& plan, size_t num_subjects)
    : path_(std::move(file)), samples_(num_subjects) {
  if (path_.empty()) return;
  const bool is_new = !std::filesystem::exists(path_);
  file_ = std::make_unique<AppendFile>(path_, is_new ? 0 : read(plan));
  if (file_->size() == 0)
    file_->append(nlohmann::json{{"format", kFormat}, {"plan", plan}}.dump() + "\n");
}

// What a killed writer left of its last line is cut off.
uint64_t Journal::read(const std::string& plan) {
  const std::string text = read_file(path_, kMostBytes);
  size_t start = 0;
  for (size_t end; (end = text.find('\n', start)) != text.npos; start = end + 1) {
    const std::string line = text.substr(start, end - start);
    const nlohmann::json json = parse_large_json(line, path_.string(), kMostBytes);
    const JsonReader reader(json, path_.string());
    if (start == 0) {
      if (reader.at("format").text() != kFormat) reader.at("format").fail("expected {}", kFormat);
      if (reader.at("plan").text() != plan)
        throw Error(
            "{}: holds the rounds of another measurement (other networks, settings or runtime); "
            "remove it to begin anew",
            path_.string());
      continue;
    }
    const int first = reader.at("first").whole(0, static_cast<int>(samples_.size()) - 1);
    const auto visits = reader.at("ms").items(samples_.size() - first);
    for (size_t i = 0; i < visits.size(); ++i)
      samples_[first + i].push_back(visits[i].is_null() ? std::nan("")
                                                        : visits[i].positive(kMostMs));
  }
  return start;
}

int Journal::rounds_of(size_t first_subject, size_t num_subjects) const {
  const auto samples = std::span(samples_).subspan(first_subject, num_subjects);
  return static_cast<int>(std::ranges::min(samples, {}, &Visits::size).size());
}

void Journal::append(size_t first_subject, const std::vector<double>& visits) {
  nlohmann::json list = nlohmann::json::array();
  for (size_t i = 0; i < visits.size(); ++i) {
    list.push_back(std::isnan(visits[i]) ? nlohmann::json() : nlohmann::json(visits[i]));
    samples_[first_subject + i].push_back(visits[i]);
  }
  if (file_) file_->append(nlohmann::json{{"first", first_subject}, {"ms", list}}.dump() + "\n");
}

}  // namespace ofa
