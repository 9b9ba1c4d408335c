#include "tools/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "core/file.h"
#include "core/log.h"
#include "graph/draw.h"
#include "space/arch_text.h"
#include "space/lower.h"
#include "tools/commands.h"

namespace ofa {
namespace {

struct DescribeOptions {
  std::string space, arch, dot;
  bool json = false;
};

void note_resolution(const Space& space, const Arch& arch) {
  if (std::ranges::binary_search(space.resolutions, arch.resolution)) return;
  log_info("note: resolution {} is not among those of space {}; a search will not return it",
           arch.resolution, space.name);
}

void describe(const DescribeOptions& options) {
  const Space space = load_space(options.space);
  for (const std::string& note : space.notes) log_info("note: {}", note);
  const Arch arch = parse_arch(space, options.arch.empty() ? "max" : options.arch);
  note_resolution(space, arch);
  if (!options.dot.empty()) {
    write_file(options.dot, to_dot(lower(space, arch), space.name + " " + to_text(space, arch)));
    log_info("wrote {}; draw it: dot -Tsvg {} -o {}.svg", options.dot, options.dot, options.dot);
  }
  const bool whole_space = options.arch.empty();
  if (options.json) {
    std::cout << (whole_space ? space_json(space) : arch_json(space, arch)).dump(2) << "\n";
  } else {
    std::cout << (whole_space ? space_text(space) : arch_text(space, arch));
  }
}

}  // namespace

void add_describe(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("describe", "What a space holds, or one arch block by block");
  const auto options = std::make_shared<DescribeOptions>();
  command->add_option("SPACE", options->space, "A name in configs/spaces/, or a YAML file")
      ->required();
  command->add_option("--arch", options->arch,
                      "min, max, random:SEED, a line like 28/24:k5e4/..., or a JSON file");
  command->add_option("--dot", options->dot,
                      "Write the arch (the widest, if none is given) as a Graphviz drawing");
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(
      "Examples:\n  ofa describe fashion\n  ofa describe mobilenet_v3 --arch max --json\n"
      "  ofa describe fashion --arch random:1 --dot net.dot");
  command->callback([options] { describe(*options); });
}

}  // namespace ofa
