#include <iostream>

#include "config/help.h"
#include "search/search_config.h"
#include "space/space_spec.h"
#include "tools/commands.h"
#include "trainers/train_config.h"

namespace ofa {
namespace {

// The YAML files that the program reads, each a section.
struct ConfigFiles {
  SpaceSpec space;
  TrainConfig train;
  DataConfig data;
  SearchConfig search;

  static void fields(auto& c, auto& v) {
    v.optional("space", c.space, "configs/spaces/*.yaml: what architectures there are");
    v.optional("train", c.train, "configs/*.yaml: how a supernet is trained");
    v.optional("data", c.data, "the part of it that says which images");
    v.optional("search", c.search, "configs/search/*.yaml: what is searched for");
  }
};

}  // namespace

void add_config(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("config", "Every key of the YAML files, its default and meaning");
  const auto section = std::make_shared<std::string>();
  command->add_option("SECTION", *section, "Only this part: space, space.stages, ...")
      ->type_name("space|train|data|search");
  command->footer("Examples:\n  ofa config\n  ofa config space.stages");
  command->callback([section] { std::cout << help<ConfigFiles>(*section); });
}

}  // namespace ofa
