#include "latency/fingerprint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "config/nearest.h"
#include "core/error.h"

namespace ofa {
namespace {

constexpr std::array kArithmetics{Arithmetic::kFp32, Arithmetic::kBf16, Arithmetic::kInt8};

// What is missing, and what is there beside, instead of two long lists.
std::string feature_difference(const std::vector<std::string>& table,
                               const std::vector<std::string>& here) {
  std::vector<std::string> missing, added;
  std::ranges::set_difference(table, here, std::back_inserter(missing));
  std::ranges::set_difference(here, table, std::back_inserter(added));
  std::string text = "vector instructions:";
  if (!missing.empty()) text += fmt::format(" without {}", fmt::join(missing, " "));
  if (!added.empty())
    text += fmt::format("{} with {}", missing.empty() ? "" : ",", fmt::join(added, " "));
  return text + " here";
}

}  // namespace

std::string or_unknown(const std::string& text) {
  return text.empty() ? "unknown" : text;
}

const char* name(Arithmetic precision) {
  switch (precision) {
    case Arithmetic::kFp32:
      return "fp32";
    case Arithmetic::kBf16:
      return "bf16";
    case Arithmetic::kInt8:
      return "int8";
  }
  return "?";
}

Arithmetic arithmetic_of(const std::string& text) {
  std::vector<std::string> names;
  for (const Arithmetic precision : kArithmetics) {
    if (text == name(precision)) return precision;
    names.emplace_back(name(precision));
  }
  throw Error(Exit::kUsage, "{}: no such precision{}; one of {}", text, did_you_mean(text, names),
              fmt::join(names, ", "));
}

std::vector<std::string> differences(const Fingerprint& table, const Fingerprint& here) {
  std::vector<std::string> found;
  const auto compare = [&](const char* what, const auto& a, const auto& b) {
    if (a != b) found.push_back(fmt::format("{}: {}, here {}", what, a, b));
  };
  compare("processor", or_unknown(table.machine.processor), or_unknown(here.machine.processor));
  compare("cores", table.machine.cores, here.machine.cores);
  compare("governor", or_unknown(table.machine.governor), or_unknown(here.machine.governor));
  if (table.machine.features != here.machine.features)
    found.push_back(feature_difference(table.machine.features, here.machine.features));
  compare("runtime", table.runtime, here.runtime);
  compare("version", table.version, here.version);
  compare("precision", std::string(name(table.precision)), std::string(name(here.precision)));
  compare("threads", table.threads, here.threads);
  compare("batch", table.batch, here.batch);
  return found;
}

std::string to_text(const Fingerprint& fingerprint) {
  const std::string version = fingerprint.version.substr(0, fingerprint.version.find('-'));
  std::string text = fmt::format("{}{}{} {}, {} thread{}", fingerprint.runtime,
                                 version.empty() ? "" : " ", version, name(fingerprint.precision),
                                 fingerprint.threads, fingerprint.threads == 1 ? "" : "s");
  if (fingerprint.batch != 1) text += fmt::format(", batch {}", fingerprint.batch);
  text += ", " + or_unknown(fingerprint.machine.processor);
  if (fingerprint.machine.cores > 0)
    text += fmt::format(" with {} cores", fingerprint.machine.cores);
  return text;
}

}  // namespace ofa
