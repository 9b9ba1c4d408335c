#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace ofa {

struct Command {
  std::string line;  // "ofa bench load"
  const CLI::App* app = nullptr;
};

// The program itself and every command, those within others too.
std::vector<Command> all_commands(const CLI::App& program);

std::vector<const CLI::Option*> named_options(const CLI::App& command);
std::vector<const CLI::Option*> positionals(const CLI::App& command);

// What is wrong with a command line, as a shell would split it; "": nothing. No command is run.
std::string parse_error(const std::string& line);

// The command lines in a command's footer, without what a shell does with the output and without
// remarks, which stand five blanks behind.
std::vector<std::string> example_lines(const CLI::App& command);

}  // namespace ofa
