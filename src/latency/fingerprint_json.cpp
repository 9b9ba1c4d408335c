#include "latency/fingerprint_json.h"

namespace ofa {

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
    if (is_vector_feature(feature.text()))  // once, others were written, too
      fingerprint.machine.features.push_back(feature.text());
  fingerprint.runtime = json.at("runtime").text();
  fingerprint.version = json.at("version").text();
  const JsonReader precision = json.at("precision");
  fingerprint.precision =
      precision.named([text = precision.text()] { return arithmetic_of(text); });
  fingerprint.threads = json.at("threads").whole(1, 1 << 16);
  fingerprint.batch = json.at("batch").whole(1, 1 << 20);
  return fingerprint;
}

}  // namespace ofa
