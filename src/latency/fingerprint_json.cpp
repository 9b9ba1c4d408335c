#include "latency/fingerprint_json.h"

namespace ofa {
namespace {

Arithmetic precision_of(const JsonReader& json) {
  const std::string text = json.text();
  for (const Arithmetic precision : {Arithmetic::kFp32, Arithmetic::kBf16, Arithmetic::kInt8})
    if (text == name(precision)) return precision;
  json.fail("expected fp32, bf16 or int8, got {}", text);
}

}  // namespace

Json to_json(const Fingerprint& fingerprint) {
  return {{"processor", fingerprint.machine.processor},
          {"cores", fingerprint.machine.cores},
          {"governor", fingerprint.machine.governor},
          {"runtime", fingerprint.runtime},
          {"version", fingerprint.version},
          {"precision", name(fingerprint.precision)},
          {"threads", fingerprint.threads},
          {"batch", fingerprint.batch},
          {"features", fingerprint.machine.features}};
}

Fingerprint read_fingerprint(const JsonReader& json) {
  Fingerprint fingerprint;
  fingerprint.machine.processor = json.at("processor").text();
  fingerprint.machine.cores = json.at("cores").whole(0, 1 << 16);
  fingerprint.machine.governor = json.at("governor").text();
  for (const JsonReader& feature : json.at("features").items(1000))
    fingerprint.machine.features.push_back(feature.text());
  fingerprint.runtime = json.at("runtime").text();
  fingerprint.version = json.at("version").text();
  fingerprint.precision = precision_of(json.at("precision"));
  fingerprint.threads = json.at("threads").whole(1, 1 << 16);
  fingerprint.batch = json.at("batch").whole(1, 1 << 20);
  return fingerprint;
}

}  // namespace ofa
