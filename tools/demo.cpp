#include <iostream>

#include "tools/commands.h"
#include "tools/describe.h"

namespace ofa {

void add_demo(CLI::App& program) {
  CLI::App* command = program.add_subcommand("demo", "A walk through what the program can do");
  command->callback([] {
    for (const std::string& name : space_names()) std::cout << space_text(load_space(name)) << "\n";
  });
}

}  // namespace ofa
