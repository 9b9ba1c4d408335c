#include <fmt/format.h>

#include <iostream>

#include "core/error.h"
#include "tools/commands.h"
#include "tools/runtime_check.h"
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

std::string to_table(const FileProof& proof) {
  std::vector<std::vector<std::string>> rows{check_header()};
  rows[0].insert(rows[0].end(), {"latency ms now", "at its export"});
  for (const RuntimeCheck& check : proof.checks) {
    std::vector<std::string>& row = rows.emplace_back(cells_of(check));
    row.push_back(interval(latency_of(proof.latencies, check.runtime)));
    row.push_back(interval(measured_here(proof.card, check.runtime)));
  }
  return format_table(rows, "<>>>>>");
}

Json to_json(const FileProof& proof) {
  Json checks = Json::array();
  for (const RuntimeCheck& check : proof.checks) {
    const FileLatency* latency = latency_of(proof.latencies, check.runtime);
    Json& json = checks.emplace_back(to_json(check));
    json["tolerance"] = check.tolerance;
    json["passed"] = check.passed();
    json["latency_ms"] = latency ? Json(latency->median) : Json();
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
  add_runtime_options(*command, flags->runtimes, flags->threads);
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer("Example:\n  ofa verify fashion.onnx");
  command->callback([flags] { verify(*flags); });
}

}  // namespace ofa
