#include <iostream>

#include "config/help.h"
#include "data/config.h"
#include "space/space_spec.h"
#include "tools/commands.h"

namespace ofa {
namespace {

// The YAML files that the program reads, each a section.
struct ConfigFiles {
  SpaceSpec space;
  DataConfig data;

  static void fields(auto& c, auto& v) {
    v.optional("space", c.space, "configs/spaces/*.yaml: what architectures there are");
    v.optional("data", c.data, "the images that a run is trained on");
  }
};

}  // namespace

void add_config(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("config", "Every key of the YAML files, its default and meaning");
  const auto section = std::make_shared<std::string>();
  command->add_option("SECTION", *section, "Only this part: space, space.stages, ...");
  command->footer("Examples:\n  ofa config\n  ofa config space.stages");
  command->callback([section] { std::cout << help<ConfigFiles>(*section); });
}

}  // namespace ofa
