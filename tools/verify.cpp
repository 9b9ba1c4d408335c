#include <fmt/format.h>

#include <iostream>

#include "core/error.h"
#include "tools/commands.h"
#include "tools/table.h"
#include "verify/check_file.h"

namespace ofa {
namespace {

struct VerifyFlags {
  std::string file;
  std::vector<std::string> runtimes;
  int threads = 1;
  bool json = false;
};

const FileLatency* latency_of(const std::vector<FileLatency>& latencies, const std::string& name) {
  const auto found = std::ranges::find(latencies, name, &FileLatency::runtime);
  return found == latencies.end() ? nullptr : &*found;
}

std::string interval(const FileLatency* latency) {
  return latency ? fmt::format("{:.3f} .. {:.3f}", latency->low, latency->high) : "-";
}

std::string to_table(const FileProof& proof) {
  std::vector<std::vector<std::string>> rows{
      {"runtime", "largest", "mean", "same top-1", "latency ms now", "at its export"}};
  for (const RuntimeCheck& check : proof.checks)
    rows.push_back({check.runtime + " " + check.version.substr(0, check.version.find('-')),
                    fmt::format("{:.1e}", check.agreement.largest),
                    fmt::format("{:.1e}", check.agreement.mean),
                    fmt::format("{:.2f} %", 100 * check.agreement.same_top1),
                    interval(latency_of(proof.latencies, check.runtime)),
                    interval(measured_here(proof.card, check.runtime))});
  return format_table(rows, "<>>>>>");
}

Json to_json(const FileProof& proof) {
  Json checks = Json::array();
  for (const RuntimeCheck& check : proof.checks) {
    const FileLatency* latency = latency_of(proof.latencies, check.runtime);
    checks.push_back({{"runtime", check.runtime},
                      {"version", check.version},
                      {"images", check.agreement.images},
                      {"largest_difference", check.agreement.largest},
                      {"mean_difference", check.agreement.mean},
                      {"same_top1", check.agreement.same_top1},
                      {"tolerance", check.tolerance},
                      {"passed", check.passed()},
                      {"latency_ms", latency ? Json(latency->median) : Json()}});
  }
  return {{"format", "ofa-proof/1"},
          {"space", proof.card.space},
          {"arch", proof.card.arch},
          {"checks", checks},
          {"objections", proof.objections}};
}

void verify(const VerifyFlags& flags) {
  const FileProof proof = prove_file(read_model_file(flags.file), flags.file,
                                     choose_runtimes(flags.runtimes), {.threads = flags.threads});
  if (flags.json) {
    std::cout << to_json(proof).dump(2) << "\n";
  } else {
    const ModelCard& card = proof.card;
    std::cout << fmt::format("{} {}{}{}\n", card.space, card.arch_line,
                             card.quantization ? ", int8" : "",
                             card.trained ? "" : ", random weights")
              << (card.accuracy ? fmt::format("{:.2f} % of {} {} images at its export\n",
                                              100 * card.accuracy->top1, card.accuracy->images,
                                              card.accuracy->split)
                                : "")
              << fmt::format(
                     "{} inputs that it carries; differences of logits, as parts of the "
                     "largest:\n",
                     card.examples.count)
              << to_table(proof);
  }
  if (!proof.objections.empty())
    throw Error(Exit::kNo, "{}: {}", flags.file, fmt::to_string(fmt::join(proof.objections, "\n")));
  if (!flags.json) std::cout << flags.file << " is what was exported\n";
}

}  // namespace

void add_verify(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("verify", "Proves an exported model file by what it carries");
  const auto flags = std::make_shared<VerifyFlags>();
  command->add_option("FILE", flags->file, "An .onnx file that ofa exported")->required();
  command->add_option("--runtime", flags->runtimes,
                      "openvino, onnxruntime; several may be given (all that are here)");
  command->add_option("--threads", flags->threads, "Of the runtimes (1)")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer("Example:\n  ofa verify fashion.onnx");
  command->callback([flags] { verify(*flags); });
}

}  // namespace ofa
