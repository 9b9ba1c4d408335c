#include "search/predictor_file.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/file.h"
#include "io/quote.h"
#include "io/safetensors.h"
#include "latency/json_reader.h"

namespace ofa {
namespace {

constexpr size_t kMostBytes = 256'000'000;
constexpr int kMostResolutions = 1000;
constexpr int kMostSamples = 1'000'000'000;

std::string layer_name(size_t member, size_t layer) {
  return fmt::format("members.{}.layers.{}", member, layer);
}

std::optional<PredictorQuality> read_quality(const JsonReader& json) {
  if (json.is_null()) return std::nullopt;
  PredictorQuality quality{.kind = json.at("kind").text(),
                           .rmse = json.at("rmse").number(0, 1),
                           .other_rmse = json.at("other_rmse").number(0, 1),
                           .deviation = json.at("deviation").number(0, 1),
                           .kendall = json.at("kendall").number(-1, 1),
                           .spearman = json.at("spearman").number(-1, 1),
                           .macs_kendall = json.at("macs_kendall").number(-1, 1)};
  if (quality.kind != "ridge" && quality.kind != "mlp")
    json.at("kind").fail("expected ridge or mlp, got {}", in_quotes(quality.kind));
  if (const JsonReader halves = json.at("halves_kendall"); !halves.is_null())
    quality.halves_kendall = halves.number(-1, 1);
  quality.spread = json.at("spread").number(0, 1);
  return quality;
}

// The file's metadata, of which each must be there.
class MetadataReader {
 public:
  MetadataReader(const Metadata& metadata, const std::string& file)
      : metadata_(metadata), file_(file) {}

  const std::string& text(const std::string& key) const {
    const auto found = metadata_.find(key);
    if (found == metadata_.end()) throw Error("{}: __metadata__: {} is missing", file_, key);
    return found->second;
  }

  template <typename Read>
  auto json(const std::string& key, const Read& read) const {
    const std::string where = fmt::format("{}: __metadata__: {}", file_, key);
    const nlohmann::json json = parse_large_json(text(key), where, kMaxJsonBytes);
    return read(JsonReader(json, where));
  }

 private:
  const Metadata& metadata_;
  const std::string& file_;
};

std::vector<int> read_resolutions(const JsonReader& json) {
  std::vector<int> resolutions;
  for (const JsonReader& resolution : json.items(kMostResolutions))
    resolutions.push_back(resolution.whole(1, 1 << 16));
  return resolutions;
}

std::vector<Layers> read_members(const NamedTensors& tensors) {
  std::vector<Layers> members;
  size_t num_read = 0;
  const auto has = [&](size_t member, size_t layer) {
    return tensors.find(layer_name(member, layer) + ".weight") != nullptr;
  };
  while (has(members.size(), 0)) {
    Layers layers;
    for (; has(members.size(), layers.size()); num_read += 2) {
      const std::string name = layer_name(members.size(), layers.size());
      layers.push_back(read_layer(tensors, name + ".weight", name + ".bias"));
    }
    members.push_back(std::move(layers));
  }
  if (num_read != tensors.all().size())
    throw Error("{}: {} tensors, of which {} are layers of members that follow one another",
                tensors.file(), tensors.all().size(), num_read);
  return members;
}

}  // namespace

void save_predictor(const PredictorParts& parts, const std::filesystem::path& file) {
  std::vector<TensorView> tensors;
  for (size_t member = 0; member < parts.members.size(); ++member) {
    for (size_t i = 0; i < parts.members[member].size(); ++i) {
      const DenseLayer& layer = parts.members[member][i];
      const std::string name = layer_name(member, i);
      tensors.push_back(view_of(name + ".weight", {layer.outputs, layer.inputs},
                                std::span<const float>(layer.weights)));
      tensors.push_back(
          view_of(name + ".bias", {layer.outputs}, std::span<const float>(layer.bias)));
    }
  }
  write_safetensors(file, tensors,
                    {{"format", kPredictorFormat},
                     {"space", parts.space},
                     {"choices", parts.choices},
                     {"encoding", name(parts.encoding)},
                     {"resolutions", Json(parts.resolutions).dump()},
                     {"weights", parts.weights},
                     {"samples", std::to_string(parts.samples)},
                     {"quality", (parts.quality ? to_json(*parts.quality) : Json()).dump()}});
}

Predictor load_predictor(const std::filesystem::path& file, const Space& space) {
  return Predictor(space, read_predictor(file));
}

PredictorParts read_predictor(const std::filesystem::path& file) {
  return parse_predictor(read_file(file, kMostBytes), file.string());
}

PredictorParts parse_predictor(std::string bytes, const std::string& file) {
  const SafetensorsFile contents = parse_safetensors(std::move(bytes), file);
  const MetadataReader metadata(contents.metadata, file);
  if (metadata.text("format") != kPredictorFormat)
    throw Error("{}: __metadata__: format: expected {}, got {}", file, kPredictorFormat,
                in_quotes(metadata.text("format")));
  const std::optional<Encoding> encoding = encoding_named(metadata.text("encoding"));
  if (!encoding)
    throw Error("{}: __metadata__: encoding: unknown: {}", file,
                in_quotes(metadata.text("encoding")));
  return {.source = file,
          .space = metadata.text("space"),
          .choices = metadata.text("choices"),
          .encoding = *encoding,
          .resolutions = metadata.json("resolutions", read_resolutions),
          .members = read_members(contents.tensors),
          .weights = metadata.text("weights"),
          .samples = metadata.json(
              "samples", [](const JsonReader& json) { return json.whole(0, kMostSamples); }),
          .quality = metadata.json("quality", read_quality)};
}

}  // namespace ofa
