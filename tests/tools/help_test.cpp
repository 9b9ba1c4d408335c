// Help is complete and true: every command and option is described, every example can be typed.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "tests/tools/command_tree.h"
#include "tests/tools/program.h"
#include "tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Help, DescribesEveryCommand) {
  const auto program = make_program();
  for (const Command& command : all_commands(*program)) {
    EXPECT_THAT(command.app->get_description(), Not(IsEmpty())) << command.line;
    EXPECT_THAT(command.app->get_footer(), HasSubstr("Example")) << command.line;
    EXPECT_THAT(example_lines(*command.app), Not(IsEmpty())) << command.line;
  }
}

TEST(Help, DescribesEveryOption) {
  const auto program = make_program();
  size_t num_options = 0;
  for (const Command& command : all_commands(*program))
    for (const CLI::Option* option : command.app->get_options()) {
      ++num_options;
      EXPECT_THAT(option->get_description(), Not(IsEmpty()))
          << command.line << " " << option->get_name();
    }
  EXPECT_GT(num_options, 100U);
}

// A build without torch has none of those that run networks.
bool is_of_this_build(const std::vector<Command>& commands, const std::string& line) {
  static const std::set<std::string> kRunNetworks{
      "demo", "eval", "export", "extract", "finetune", "import", "predictor", "run", "train"};
  std::istringstream words(line);
  std::string ofa, command;
  words >> ofa >> command;
  return !kRunNetworks.contains(command) ||
         std::ranges::find(commands, ofa + " " + command, &Command::line) != commands.end();
}

TEST(Help, GivesExamplesThatCanBeTyped) {
  const auto program = make_program();
  const std::vector<Command> commands = all_commands(*program);
  for (const Command& command : commands)
    for (const std::string& line : example_lines(*command.app)) {
      if (!is_of_this_build(commands, line)) continue;
      EXPECT_EQ(parse_error(line), "") << "in the help of " << command.line << ": " << line;
    }
}

TEST(Help, GivesExamplesOfTheCommandItself) {
  const auto program = make_program();
  for (const Command& command : all_commands(*program)) {
    EXPECT_THAT(example_lines(*command.app), testing::Contains(testing::StartsWith(command.line)));
  }
}

// What the tests above stand on.
TEST(Help, IsHeldToWhatTheCommandsTake) {
  EXPECT_EQ(parse_error("ofa describe fashion --json"), "");
  EXPECT_THAT(parse_error("ofa describe fashion --jsn"), HasSubstr("--jsn"));
  EXPECT_THAT(parse_error("ofa describe"), HasSubstr("SPACE is required"));
  EXPECT_THAT(parse_error("ofa describe fashion proxyless"), HasSubstr("proxyless"));
  EXPECT_THAT(parse_error("ofa bench load --threads many"), HasSubstr("--threads"));
  EXPECT_THAT(parse_error("ofa descrbe fashion"), Not(IsEmpty()));
}

TEST(Help, IsPrinted) {
  for (const char* command : {"", "describe", "bench", "bench load"}) {
    const Outcome outcome = run_program(std::string(command) + " --help");
    EXPECT_EQ(outcome.exit_code, 0) << command;
    EXPECT_EQ(outcome.err, "") << command;
    EXPECT_THAT(outcome.out, HasSubstr(std::string("Usage: ofa ") + command));
    EXPECT_THAT(outcome.out, HasSubstr("Example"));
  }
}

}  // namespace
}  // namespace ofa
