#pragma once

#include "latency/fingerprint.h"
#include "latency/json_reader.h"

namespace ofa {

Json to_json(const Fingerprint& fingerprint);
Fingerprint read_fingerprint(const JsonReader& json);

}  // namespace ofa
