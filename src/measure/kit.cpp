#include "measure/kit.h"

#include <fmt/format.h>
#include <zlib.h>

#include <cmath>

#include "config/json.h"
#include "core/checksum.h"
#include "core/error.h"
#include "core/file.h"
#include "core/progress.h"
#include "generated/kit_measure.h"
#include "latency/fingerprint_json.h"
#include "latency/table_json.h"
#include "measure/estimate.h"
#include "measure/measure.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKitFormat = "ofa-kit/1";
constexpr const char* kResultFormat = "ofa-kit-result/1";
constexpr size_t kMostResultBytes = 100'000'000;
constexpr int kMostRounds = 100'000;

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  constexpr int kGzipHeader = 16;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzipHeader, 8,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw Error("no memory to compress {} bytes", bytes.size());
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int end = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (end != Z_STREAM_END) throw Error("cannot compress {} bytes", bytes.size());
  return packed;
}

void make_empty_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder) && !fs::is_empty(folder, error))
    throw Error("{} is not empty; choose another folder", folder.string());
  fs::create_directories(folder / "models", error);
  if (error) throw Error("{}: cannot be made: {}", folder.string(), error.message());
}

class KitWriter {
 public:
  KitWriter(Arithmetic precision, int64_t batch, const fs::path& folder)
      : numbers_(numbers_of(precision)), batch_(batch), folder_(folder) {}

  void add(const PlannedSubject& subject) {
    const std::string bytes = model_file(stand_in(subject.graph, numbers_), batch_);
    const std::string file = fmt::format("models/{:04}.onnx.gz", models_.size());
    write_file(folder_ / file, gzip(bytes));
    Json model{{"file", file}, {"bytes", bytes.size()}};
    model["calls"] = subject.calls();
    if (subject.name.role) model["role"] = name(*subject.name.role);
    model["name"] = subject.name.name;
    models_.push_back(std::move(model));
  }

  const Json& models() const { return models_; }

 private:
  Numbers numbers_;
  int64_t batch_;
  const fs::path& folder_;
  Json models_ = Json::array();
};

nlohmann::json read_result(const fs::path& file) {
  nlohmann::json json =
      parse_large_json(read_file(file, kMostResultBytes), file.string(), kMostResultBytes);
  const JsonReader reader(json, file.string());
  if (reader.at("format").text() != kResultFormat)
    reader.at("format").fail("expected {}, as a kit's measure.py writes it", kResultFormat);
  return json;
}

Visits read_visits(const JsonReader& json) {
  Visits visits;
  for (const JsonReader& ms : json.items(kMostRounds))
    visits.push_back(ms.is_null() ? std::nan("") : ms.positive(kMostMs));
  return visits;
}

}  // namespace

void write_kit(const MeasurePlan& plan, Arithmetic precision, int64_t batch,
               const fs::path& folder) {
  make_empty_folder(folder);
  KitWriter writer(precision, batch, folder);
  const std::vector<PlannedSubject> subjects = plan.subjects();
  Progress progress("kit", subjects.size());
  for (const PlannedSubject& subject : subjects) {
    writer.add(subject);
    progress.advance();
  }
  write_file(folder / "measure.py", kKitScript);
  fs::permissions(folder / "measure.py", fs::perms::owner_exec, fs::perm_options::add);
  Json manifest{{"format", kKitFormat},
                {"space", plan.space.name},
                {"resolutions", plan.space.open_resolutions},
                {"precision", name(precision)},
                {"batch", batch},
                {"plan", checksum(writer.models().dump())},
                {"models", writer.models()}};
  write_file(folder / "manifest.json", manifest.dump(1) + "\n");
}

std::string space_of_kit(const fs::path& result) {
  const nlohmann::json json = read_result(result);
  return JsonReader(json, result.string()).at("space").text();
}

Table collect_kit(const Space& space, const fs::path& file) {
  const nlohmann::json json = read_result(file);
  const JsonReader reader(json, file.string());
  Table table;
  table.source = file.string();
  table.space = reader.at("space").text();
  check_space(table, space.name);
  for (const JsonReader& resolution : reader.at("resolutions").items())
    table.resolutions.push_back(resolution.whole(1, 1 << 16));
  table.measured = reader.at("measured").text();
  table.fingerprint = read_fingerprint(reader.at("on"));
  std::vector<SubjectName> subjects;
  Samples samples;
  for (const JsonReader& model : reader.at("models").items()) {
    subjects.push_back({model.at("name").text(), {}});
    if (model.has("role")) subjects.back().role = role_of(model.at("role"));
    samples.push_back(read_visits(model.at("ms")));
  }
  add_times(table, subjects, samples);
  complete(space, table);
  return table;
}

}  // namespace ofa
