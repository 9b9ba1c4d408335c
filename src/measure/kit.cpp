#include "measure/kit.h"

#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "config/json.h"
#include "core/checksum.h"
#include "core/error.h"
#include "core/file.h"
#include "core/progress.h"
#include "generated/kit_measure.h"
#include "latency/fingerprint_json.h"
#include "latency/table_json.h"
#include "measure/estimate.h"
#include "space/arch_text.h"

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
  if (fs::exists(folder) && !fs::is_directory(folder))
    throw Error("{} is a file; choose a folder", folder.string());
  if (fs::exists(folder) && !fs::is_empty(folder, error))
    throw Error("{} is not empty; choose another folder", folder.string());
  fs::create_directories(folder / "models", error);
  if (error) throw Error("{}: cannot be made: {}", folder.string(), error.message());
}

class KitWriter {
 public:
  KitWriter(Arithmetic precision, int64_t batch, const fs::path& folder)
      : precision_(precision), batch_(batch), folder_(folder) {}

  void add(const PlannedSubject& subject) {
    const std::string bytes = model_file(stand_in(subject.graph, precision_), batch_);
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
  Arithmetic precision_;
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

std::string canonical_arch(const Space& space, const JsonReader& json) {
  const Arch arch = json.named([&, text = json.text()] { return arch_from_text(space, text); });
  if (!contains(space, arch) ||
      !std::ranges::binary_search(space.open_resolutions, arch.resolution))
    json.fail("not an arch of space {} at resolution {}", space.name,
              fmt::join(space.open_resolutions, " "));
  return to_text(space, arch);
}

struct Models {
  std::vector<SubjectName> names;
  Samples samples;
};

// The empty model, every block of the space and some of its networks, each once.
Models read_models(const Space& space, const JsonReader& json) {
  std::set<std::string> missing{kEmptyModel}, seen;
  for (const Graph& block : distinct_blocks(space)) missing.insert(block.blocks.front().key);
  Models models;
  for (const JsonReader& model : json.items()) {
    const JsonReader name = model.at("name");
    SubjectName subject{name.text(), {}};
    if (model.has("role")) subject = {canonical_arch(space, name), role_of(model.at("role"))};
    if (!seen.insert(subject.name).second) name.fail("a second time for {}", subject.name);
    if (!subject.role && missing.erase(subject.name) == 0)
      name.fail("no block of space {} at resolution {}", space.name,
                fmt::join(space.open_resolutions, " "));
    models.names.push_back(std::move(subject));
    models.samples.push_back(read_visits(model.at("ms")));
  }
  if (!missing.empty()) json.fail("no time for {}", *missing.begin());
  return models;
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

Table collect_kit(const fs::path& file, const std::string& space_name) {
  const nlohmann::json json = read_result(file);
  const JsonReader reader(json, file.string());
  Table table;
  table.source = file.string();
  table.space = reader.at("space").text();
  const Space whole = load_space(space_name.empty() ? table.space : space_name);
  check_space(table, whole.name);
  const JsonReader resolutions = reader.at("resolutions");
  table.resolutions = read_resolutions(resolutions);
  const Space space = resolutions.named([&] { return at_resolutions(whole, table.resolutions); });
  table.measured = reader.at("measured").text();
  table.fingerprint = read_fingerprint(reader.at("on"));
  const Models models = read_models(space, reader.at("models"));
  const char* next = "measure again there when it is quiet, with more --rounds";
  try {
    add_times(table, models.names, models.samples, next);
    refuse_noise(table.networks, next);
    complete(space, table);
  } catch (const Error& error) {
    throw Error(error.exit(), "{}: {}", file.string(), error.what());
  }
  return table;
}

}  // namespace ofa
