#include "export/model_card.h"

#include <cmath>
#include <cstring>
#include <filesystem>

#include "core/error.h"
#include "export/packed_bytes.h"

namespace ofa {
namespace {

// The parts of a data set's description that stand in the metadata by themselves.
constexpr const char* kOwnEntries[] = {"classes", "mean", "std"};
constexpr int64_t kMostExamples = 64;
constexpr int64_t kMostImages = 1'000'000'000'000;
constexpr double kMostTolerance = 0.5;  // beyond it anything would be proven

Json resize_rule(const ModelCard& card) {
  if (card.data.resize_ratio >= 1) return {{"height", card.resolution}, {"width", card.resolution}};
  return {{"shorter_side", static_cast<int>(std::ceil(card.resolution / card.data.resize_ratio))},
          {"crop", card.resolution}};
}

std::string input_rule(const ModelCard& card) {
  const char* color = card.data.channels == 3 ? "RGB" : "grey";
  return card.takes_pixels
             ? fmt::format("uint8 [N, H, W, C]: {} pixels", color)
             : fmt::format("float32 [N, C, H, W]: ({} pixel / 255 - mean) / std", color);
}

Json to_json(const FileQuantization& quantization) {
  return {{"images", quantization.images},
          {"seed", quantization.seed},
          {"kept_in_float", quantization.kept_in_float}};
}

Json to_json(const FileAccuracy& accuracy) {
  return {{"split", accuracy.split}, {"images", accuracy.images}, {"top1", accuracy.top1}};
}

Json to_json(const std::vector<FileLatency>& latencies) {
  Json list = Json::array();
  for (const FileLatency& latency : latencies)
    list.push_back(
        {{"device", latency.device},
         {"runtime", latency.runtime},
         {"version", latency.version},
         {"threads", latency.threads},
         {"batch", latency.batch},
         {"ms", {{"low", latency.low}, {"median", latency.median}, {"high", latency.high}}}});
  return list;
}

Json to_json(const Examples& examples) {
  const std::string_view pixels(reinterpret_cast<const char*>(examples.pixels.data()),
                                examples.pixels.size());
  const std::string_view logits(reinterpret_cast<const char*>(examples.logits.data()),
                                examples.logits.size() * sizeof(float));
  return {{"count", examples.count},
          {"pixels", pack(pixels)},
          {"pixels_are", "uint8 [N, H, W, C], zlib, base64"},
          {"logits", to_base64(logits)},
          {"logits_are", "little-endian float32 [N, classes], base64"},
          {"tolerance", examples.tolerance}};
}

class CardReader {
 public:
  CardReader(const std::map<std::string, std::string>& metadata, const std::string& file)
      : metadata_(metadata), file_(file) {}

  ModelCard run() const {
    if (text("format") != kModelFormat) fail("format", "expected " + std::string(kModelFormat));
    ModelCard card;
    card.space = text("space");
    card.arch = json("arch");
    card.arch_line = text("arch_line");
    card.resolution = static_cast<int>(
        whole({{"resolution", json("resolution")}}, "resolution", "resolution", 1, 4096));
    card.trained = text("trained") == "true";
    card.takes_pixels = text("layout") == "NHWC";
    Json data = json("dataset");
    if (!data.is_object()) fail("dataset", "expected keys and values");
    data["classes"] = json("labels");
    data["mean"] = json("mean");
    data["std"] = json("std");
    card.data = dataset_info_from_json(data, file_ + ": metadata");
    if (has("quantization")) card.quantization = quantization(json("quantization"));
    if (has("accuracy")) card.accuracy = accuracy(json("accuracy"));
    if (has("latency"))
      for (const Json& entry : json("latency")) card.latencies.push_back(latency(entry));
    read_examples(card);
    return card;
  }

 private:
  [[noreturn]] void fail(const std::string& key, const std::string& what) const {
    throw Error("{}: metadata: {}: {}", file_, key, what);
  }
  bool has(const char* key) const { return metadata_.contains(key); }
  const std::string& text(const char* key) const {
    const auto found = metadata_.find(key);
    if (found == metadata_.end()) fail(key, "missing");
    return found->second;
  }
  Json json(const char* key) const {
    Json value = Json::parse(text(key), nullptr, /*allow_exceptions=*/false);
    if (value.is_discarded()) fail(key, "not JSON");
    return value;
  }

  const Json& at(const Json& from, const char* entry, const char* key) const {
    if (!from.is_object() || !from.contains(key)) fail(entry, std::string(key) + " is missing");
    return from.at(key);
  }
  template <typename T>
  T get(const Json& from, const char* entry, const char* key) const {
    try {
      return at(from, entry, key).get<T>();
    } catch (const Json::exception&) {
      fail(entry, std::string(key) + " is of another type");
    }
  }
  int64_t whole(const Json& from, const char* entry, const char* key, int64_t least,
                int64_t most) const {
    const Json& value = at(from, entry, key);
    if (!value.is_number_integer() || value < least || value > most)
      fail(entry, fmt::format("{}: expected a whole number, {} to {}", key, least, most));
    return value.get<int64_t>();
  }
  double number(const Json& from, const char* entry, const char* key, double most) const {
    const Json& value = at(from, entry, key);
    if (!value.is_number() || !(value >= 0) || !(value <= most))
      fail(entry, fmt::format("{}: expected a number, 0 to {}", key, most));
    return value.get<double>();
  }

  FileQuantization quantization(const Json& from) const {
    const char* entry = "quantization";
    return {whole(from, entry, "images", 0, kMostImages), get<uint64_t>(from, entry, "seed"),
            get<std::vector<std::string>>(from, entry, "kept_in_float")};
  }
  FileAccuracy accuracy(const Json& from) const {
    const char* entry = "accuracy";
    return {get<std::string>(from, entry, "split"), whole(from, entry, "images", 1, kMostImages),
            number(from, entry, "top1", 1)};
  }
  FileLatency latency(const Json& from) const {
    const char* entry = "latency";
    const Json& ms = at(from, entry, "ms");
    return {get<std::string>(from, entry, "device"),
            get<std::string>(from, entry, "runtime"),
            get<std::string>(from, entry, "version"),
            static_cast<int>(whole(from, entry, "threads", 1, 1024)),
            whole(from, entry, "batch", 1, 4096),
            number(ms, entry, "low", 1e9),
            number(ms, entry, "median", 1e9),
            number(ms, entry, "high", 1e9)};
  }
  void read_examples(ModelCard& card) const {
    const char* entry = "examples";
    const Json from = json(entry);
    Examples& examples = card.examples;
    examples.count = whole(from, entry, "count", 1, kMostExamples);
    examples.tolerance = number(from, entry, "tolerance", kMostTolerance);
    const auto count = static_cast<size_t>(examples.count);
    const size_t num_pixels = count * card.resolution * card.resolution * card.data.channels;
    const size_t num_logits = count * card.data.classes.size();
    const auto packed_pixels = get<std::string>(from, entry, "pixels");
    const auto packed_logits = get<std::string>(from, entry, "logits");
    std::string pixels, logits;
    try {
      pixels = unpack(packed_pixels, num_pixels);
      logits = from_base64(packed_logits);
    } catch (const Error& error) {
      fail(entry, error.what());
    }
    if (logits.size() != num_logits * sizeof(float))
      fail(entry, fmt::format("expected {} logits", num_logits));
    examples.pixels.assign(pixels.begin(), pixels.end());
    examples.logits.resize(num_logits);
    std::memcpy(examples.logits.data(), logits.data(), logits.size());
  }

  const std::map<std::string, std::string>& metadata_;
  const std::string& file_;
};

}  // namespace

std::vector<int64_t> image_sizes(const ModelCard& card) {
  const int64_t side = card.resolution, channels = card.data.channels;
  if (card.takes_pixels) return {side, side, channels};
  return {channels, side, side};
}

std::map<std::string, std::string> to_metadata(const ModelCard& card) {
  Json data = to_json(card.data);
  for (const char* entry : kOwnEntries) data.erase(entry);
  data["source"] = std::filesystem::path(card.data.source).filename().string();  // not whose it was
  std::map<std::string, std::string> metadata{
      {"format", kModelFormat},
      {"space", card.space},
      {"arch", card.arch.dump()},
      {"arch_line", card.arch_line},
      {"resolution", std::to_string(card.resolution)},
      {"trained", card.trained ? "true" : "false"},
      {"layout", card.takes_pixels ? "NHWC" : "NCHW"},
      {"input", input_rule(card)},
      {"resize", resize_rule(card).dump()},
      {"resize_filter", "bilinear, antialiased; the crop is the middle"},
      {"labels", Json(card.data.classes).dump()},
      {"mean", Json(card.data.mean).dump()},
      {"std", Json(card.data.std).dump()},
      {"dataset", data.dump()},
      {"examples", to_json(card.examples).dump()}};
  if (card.quantization) metadata["quantization"] = to_json(*card.quantization).dump();
  if (card.accuracy) metadata["accuracy"] = to_json(*card.accuracy).dump();
  if (!card.latencies.empty()) metadata["latency"] = to_json(card.latencies).dump();
  return metadata;
}

ModelCard card_from_metadata(const std::map<std::string, std::string>& metadata,
                             const std::string& file) {
  return CardReader(metadata, file).run();
}

}  // namespace ofa
