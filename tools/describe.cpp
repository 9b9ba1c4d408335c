#include "tools/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "graph/draw.h"
#include "io/folders.h"
#include "latency/table_json.h"
#include "measure/check.h"
#include "space/arch_text.h"
#include "space/lower.h"
#include "tools/commands.h"
#include "tools/latency_text.h"

namespace ofa {
namespace {

struct DescribeOptions {
  std::string subject, arch, dot, table;
  bool json = false;
};

// What is described: a space, by itself or of a run, or one arch of it.
struct Subject {
  Space space;
  std::optional<Arch> arch;
};

Subject of_run(const std::string& folder) {
  RunDescription run = read_run_description(folder);
  if (const auto narrowed = read_narrowed_arch(folder, run.space)) run.only = narrowed;
  return {std::move(run.space), std::move(run.only)};
}

Subject find_subject(const DescribeOptions& options) {
  if (is_subnet(options.subject)) {
    if (!options.arch.empty())
      throw Error(Exit::kUsage, "--arch: " + options.subject + " is a subnet, it is one arch");
    SubnetDescription subnet = read_subnet_description(options.subject);
    return {std::move(subnet.space), std::move(subnet.arch)};
  }
  if (std::filesystem::is_directory(options.subject) && !is_run(options.subject))
    throw Error("{}: neither a run (run.json) nor a subnet (arch.json)", options.subject);
  Subject subject = is_run(options.subject) ? of_run(options.subject)
                                            : Subject{load_space(options.subject), std::nullopt};
  if (!options.arch.empty()) subject.arch = parse_arch(subject.space, options.arch);
  return subject;
}

void note_resolution(const Space& space, const Arch& arch) {
  if (std::ranges::binary_search(space.resolutions, arch.resolution)) return;
  log_info("note: resolution {} is not among those of space {}; a search will not return it",
           arch.resolution, space.name);
}

std::optional<Table> find_table(const DescribeOptions& options, const Space& space) {
  if (options.table.empty()) return std::nullopt;
  Table table = load_table(options.table);
  check_space(table, space.name);
  return table;
}

void describe(const DescribeOptions& options, const std::vector<BlockRuntime>& runtimes) {
  const auto [space, chosen] = find_subject(options);
  for (const std::string& note : space.notes) log_info("note: {}", note);
  if (!chosen && !options.table.empty())
    throw Error(Exit::kUsage, "--table: of which arch? say it with --arch");
  const Arch arch = chosen.value_or(max_arch(space));
  const std::optional<Table> measured = find_table(options, space);
  const Table* table = measured ? &*measured : nullptr;
  const auto differences = table ? differences_here(*table, runtimes) : std::vector<std::string>();
  note_differences(options.table, differences);
  note_resolution(space, arch);
  if (!options.dot.empty()) {
    write_file(options.dot, to_dot(lower(space, arch), space.name + " " + to_text(space, arch)));
    log_info("wrote {}; draw it: dot -Tsvg {} -o {}.svg", options.dot, options.dot, options.dot);
  }
  if (options.json) {
    Json json = chosen ? arch_json(space, arch, table) : space_json(space);
    if (table) json["table"] = table_json(*table, differences);
    std::cout << json.dump(2) << "\n";
  } else {
    std::cout << (chosen ? arch_text(space, arch, table) : space_text(space));
  }
}

}  // namespace

void add_describe(CLI::App& program, std::vector<BlockRuntime> runtimes) {
  CLI::App* command = program.add_subcommand(
      "describe", "What a space, a run or a subnet holds, or one arch block by block");
  const auto options = std::make_shared<DescribeOptions>();
  command
      ->add_option("SPACE", options->subject,
                   "A name in configs/spaces/, a YAML file, a run folder or a subnet folder")
      ->required();
  command
      ->add_option("--arch", options->arch,
                   "min, max, random:SEED, a line like 28/24:k5e4/..., or a JSON file")
      ->type_name("ARCH");
  command->add_option("--table", options->table,
                      "A latency table of the space: what the arch takes, block by block");
  command->add_option("--dot", options->dot,
                      "Write the arch (the widest, if none is given) as a Graphviz drawing");
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(
      "Examples:\n  ofa describe fashion\n  ofa describe runs/fashion\n  ofa describe mobilenet_v3 "
      "--arch max --json\n"
      "  ofa describe fashion --arch random:1 --dot net.dot\n"
      "  ofa describe fashion --arch max --table table.json");
  command->callback([options, runtimes = std::move(runtimes)] { describe(*options, runtimes); });
}

}  // namespace ofa
