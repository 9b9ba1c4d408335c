#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/machine.h"

namespace ofa {

// What a network computes in.
enum class Arithmetic { kFp32, kBf16, kInt8 };
const char* name(Arithmetic precision);
// "fp32", "bf16" or "int8"; an Error with Exit::kUsage for anything else.
Arithmetic arithmetic_of(const std::string& name);

// What times hold for. Another device's entries are empty where nobody wrote them down.
struct Fingerprint {
  Machine machine;
  std::string runtime, version;
  Arithmetic precision = Arithmetic::kFp32;
  int threads = 1;
  int64_t batch = 1;

  bool operator==(const Fingerprint&) const = default;
};

// Entry by entry, what is otherwise here: "governor: performance, here powersave".
std::vector<std::string> differences(const Fingerprint& table, const Fingerprint& here);

// What nobody wrote down, in words.
std::string or_unknown(const std::string& text);

// "openvino 2026.4 fp32, 1 thread, AMD EPYC with 2 cores"
std::string to_text(const Fingerprint& fingerprint);

}  // namespace ofa
