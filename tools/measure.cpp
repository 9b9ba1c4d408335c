#include "measure/measure.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>

#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "latency/table_json.h"
#include "measure/check.h"
#include "measure/kit.h"
#include "tools/commands.h"
#include "tools/latency_text.h"
#include "tools/measure_text.h"
#include "tools/named_flag.h"

namespace ofa {
namespace {

struct MeasureFlags {
  std::string space, runtime, out, precision = "fp32", kit, collect, check, recorrect;
  std::vector<int> resolutions;
  int threads = 1, rounds = 60;
  int64_t batch = 1;
  uint64_t seed = 0;
  bool dry_run = false, resume = false, json = false;
};

using Runtimes = std::vector<BlockRuntime>;

std::filesystem::path journal_of(const std::string& out) {
  return out + ".rounds.jsonl";
}

MeasureOptions options_of(const MeasureFlags& flags) {
  return {{arithmetic_of(flags.precision), flags.threads, flags.batch},
          flags.rounds,
          flags.seed,
          journal_of(flags.out)};
}

// Before anything is measured.
void check_out(const std::string& out) {
  if (out.empty()) throw Error(Exit::kUsage, "--out is required: the table's file");
  const AtomicFile attempt(out);
}

void check_journal(const MeasureFlags& flags) {
  const bool has_journal = std::filesystem::exists(journal_of(flags.out));
  if (has_journal && !flags.resume)
    throw Error("{} holds a measurement half done; go on with --resume, or remove it",
                journal_of(flags.out).string());
  if (!has_journal && flags.resume)
    throw Error("--resume: there is no {}", journal_of(flags.out).string());
}

void dry_run(const MeasurePlan& plan, const MeasureOptions& options, bool json) {
  std::cout << (json ? plan_json(plan, options).dump(2) + "\n" : plan_text(plan, options));
}

void print(const Table& table, const std::string& file, const MeasureFlags& flags) {
  const std::string& space = flags.space.empty() ? table.space : flags.space;
  std::cout << (flags.json ? written_table_json(table, file).dump(2) + "\n"
                           : written_table_text(table, file, space));
}

void measure_space(const MeasureFlags& flags, const Runtimes& runtimes) {
  const MeasureOptions options = options_of(flags);
  const Space space = at_resolutions(load_space(flags.space), flags.resolutions);
  if (flags.dry_run) return dry_run(make_plan(space, {}, flags.seed), options, flags.json);
  if (flags.runtime.empty())
    throw Error(Exit::kUsage, "--runtime is required: the one that will serve the network");
  const BlockRuntime runtime = choose_runtime(runtimes, flags.runtime, options.run.precision);
  check_out(flags.out);
  check_journal(flags);
  const MeasurePlan plan = make_plan(space, {}, flags.seed);
  log_info("{} blocks and {} networks on {}", plan.blocks.size(), plan.networks.size(),
           to_text(fingerprint_here(runtime, options.run)));
  const Table table = measure_table(plan, runtime, options);
  save_table(table, flags.out);
  std::filesystem::remove(options.journal);
  print(table, flags.out, flags);
}

// The named one, or the one that a file says it is of.
Space space_of(const MeasureFlags& flags, const std::string& otherwise) {
  return load_space(flags.space.empty() ? otherwise : flags.space);
}

void make_kit(const MeasureFlags& flags) {
  const Space space = at_resolutions(load_space(flags.space), flags.resolutions);
  const MeasurePlan plan = make_plan(space, {}, flags.seed);
  write_kit(plan, arithmetic_of(flags.precision), flags.batch, flags.kit);
  std::cout << fmt::format(
      "wrote {}: {} blocks and {} networks     next, on the device: python3 measure.py --runtime "
      "onnxruntime\n",
      flags.kit, plan.blocks.size(), plan.networks.size());
}

void collect_command(const MeasureFlags& flags) {
  check_out(flags.out);
  const Table table = collect_kit(flags.collect, flags.space);
  save_table(table, flags.out);
  print(table, flags.out, flags);
}

void check_command(const MeasureFlags& flags, const Runtimes& runtimes) {
  const Table table = load_table(flags.check);
  const TableCheck check = check_table(space_of(flags, table.space), table, runtimes);
  note_differences(flags.check, check.differences);
  std::cout << (flags.json ? to_json(check).dump(2) + "\n" : check_text(check));
  if (check.needs_correction())
    throw Error(Exit::kNo,
                "{}: networks take {:.2f} times what it predicts, otherwise within {:.1f} %: its "
                "blocks hold, its correction does not; ofa measure --recorrect {}",
                flags.check, check.factor, 100 * check.error_but_factor, flags.check);
  if (!check.holds())
    throw Error(Exit::kNo, "{}: it is off by {:.1f} % on average; measure it anew", flags.check,
                100 * check.error);
  if (!flags.json)
    std::cout << fmt::format("{} holds: off by {:.1f} % on average\n", flags.check,
                             100 * check.error);
}

void recorrect_command(const MeasureFlags& flags, const Runtimes& runtimes) {
  Table table = load_table(flags.recorrect);
  const std::string out = flags.out.empty() ? flags.recorrect : flags.out;
  check_out(out);
  note_differences(flags.recorrect, differences_here(table, runtimes));
  recorrect(space_of(flags, table.space), table, runtimes);
  save_table(table, out);
  print(table, out, flags);
}

// What the command does, by the option that asks for it, and which others it then takes.
struct Mode {
  std::string option;
  std::vector<std::string> takes;
};
const std::vector<Mode> kModes{
    {"--dry-run",
     {"SPACE", "--resolutions", "--threads", "--batch", "--rounds", "--seed", "--json"}},
    {"--kit", {"SPACE", "--resolutions", "--precision", "--batch", "--seed"}},
    {"--collect", {"SPACE", "--out", "--json"}},
    {"--check", {"SPACE", "--json"}},
    {"--recorrect", {"SPACE", "--out", "--json"}}};

void check_options(const CLI::App& command) {
  const auto is_given = [&](const std::string& name) { return command.count(name) > 0; };
  const auto mode = std::ranges::find_if(kModes, is_given, &Mode::option);
  if (mode == kModes.end()) return;
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    if (is_given(name) && name != mode->option && std::ranges::count(mode->takes, name) == 0)
      throw Error(Exit::kUsage, "{}: not with {}, which takes {}", name, mode->option,
                  fmt::join(mode->takes, ", "));
  }
}

void measure_command(const MeasureFlags& flags, const Runtimes& runtimes) {
  if (!flags.check.empty()) return check_command(flags, runtimes);
  if (!flags.recorrect.empty()) return recorrect_command(flags, runtimes);
  if (!flags.collect.empty()) return collect_command(flags);
  if (flags.space.empty()) throw Error(Exit::kUsage, "SPACE is required");
  if (!flags.kit.empty()) return make_kit(flags);
  measure_space(flags, runtimes);
}

}  // namespace

void add_measure(CLI::App& program, std::vector<BlockRuntime> runtimes) {
  CLI::App* command = program.add_subcommand(
      "measure",
      "Latencies of a space's blocks on this machine, as a table that predicts networks");
  const auto flags = std::make_shared<MeasureFlags>();
  command->add_option("SPACE", flags->space, "A name in configs/spaces/ or a YAML file");
  command
      ->add_option("--runtime", flags->runtime,
                   "The runtime that will serve the network: openvino, onnxruntime, libtorch")
      ->type_name(choices(runtimes));
  command->add_option("--out", flags->out, "The table's file (.json)");
  command->add_option("--resolutions", flags->resolutions,
                      "Those of the table (all of the space's)");
  command->add_option("--precision", flags->precision, "fp32 (default), bf16 or int8")
      ->type_name("fp32|bf16|int8");
  command->add_option("--threads", flags->threads, "Of the runtime (1: pinned to a processor)")
      ->check(CLI::Range(1, 1024));
  command->add_option("--batch", flags->batch, "Images at a time (1)")->check(CLI::Range(1, 4096));
  command
      ->add_option("--rounds", flags->rounds,
                   "Turns of every block and network at most (60); fewer where they agree")
      ->check(CLI::Range(4, 10000));
  command->add_option("--seed", flags->seed, "Of the networks and the order (0)");
  command->add_flag("--dry-run", flags->dry_run,
                    "Say what would be measured, and how long it takes");
  command->add_flag("--resume", flags->resume, "Go on with a measurement that was stopped");
  command->add_option("--kit", flags->kit,
                      "Write a folder that measures on another device, with Python and a runtime");
  command->add_option("--collect", flags->collect,
                      "What a kit's script wrote there: make it a table");
  command->add_option(
      "--check", flags->check,
      "A table: measure a few of its networks again; exit 3 where it no longer holds");
  command->add_option("--recorrect", flags->recorrect,
                      "A table: measure its networks again and fit its correction anew");
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer(
      "Examples:\n  ofa measure fashion --runtime openvino --out table.json\n"
      "  ofa measure mobilenet_v3 --resolutions 160 224 --dry-run\n"
      "  ofa measure --check table.json\n"
      "  ofa measure fashion --kit kit\n  ofa measure --collect result.json --out phone.json     "
      "from what the kit measured");
  command->callback([command, flags, runtimes = std::move(runtimes)] {
    check_options(*command);
    measure_command(*flags, runtimes);
  });
}

}  // namespace ofa
