#include "tests/tools/command_tree.h"

#include <algorithm>
#include <sstream>

#include "tools/program.h"

namespace ofa {
namespace {

void collect(const std::string& line, const CLI::App& command, std::vector<Command>& commands) {
  commands.push_back({line, &command});
  for (const CLI::App* below : command.get_subcommands([](const CLI::App*) { return true; }))
    collect(line + " " + below->get_name(), *below, commands);
}

}  // namespace

std::vector<Command> all_commands(const CLI::App& program) {
  std::vector<Command> commands;
  collect("ofa", program, commands);
  return commands;
}

std::vector<const CLI::Option*> named_options(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return !option->get_positional(); });
}

std::vector<const CLI::Option*> positionals(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

std::string parse_error(const std::string& line) {
  std::vector<std::string> words = CLI::detail::split_up(line);
  if (words.empty() || words[0] != "ofa") return "no command line of ofa: " + line;
  const auto program = make_program();
  // The program's own callback comes once all is read and checked, before those of commands.
  program->parse_complete_callback([] { throw CLI::Success(); });
  try {
    program->parse(std::vector<std::string>(words.rbegin(), words.rend() - 1));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return error.what();
  }
  return "";
}

std::vector<std::string> example_lines(const CLI::App& command) {
  std::vector<std::string> lines;
  std::istringstream footer(command.get_footer());
  for (std::string line; std::getline(footer, line);) {
    if (!line.starts_with("  ofa ")) continue;
    const size_t end = std::min(line.find("     ", 2), line.find(" > "));
    lines.push_back(line.substr(2, end == line.npos ? end : end - 2));
  }
  return lines;
}

}  // namespace ofa
