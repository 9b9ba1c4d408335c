// What a shell offers while a command line is typed.
#include "tools/completion.h"

#include <gmock/gmock.h>

#include "tests/data/data_testing.h"
#include "tests/tools/command_tree.h"
#include "tools/program.h"

namespace ofa {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using Words = std::vector<std::string>;

// In a folder with two files and a folder.
class Completion : public testing::Test {
 protected:
  Completion() : before_(std::filesystem::current_path()) {
    write_bytes(folder_ / "runs/a/run.json", "{}");
    write_bytes(folder_ / "table.json", "{}");
    write_bytes(folder_ / "my space.yaml", "");
    std::filesystem::current_path(folder_.path());
  }
  ~Completion() override { std::filesystem::current_path(before_); }

  Words complete(const Words& words) const { return completions(*program_, words); }

  const std::filesystem::path before_;
  TempFolder folder_;
  const std::unique_ptr<CLI::App> program_ = make_program();
};

TEST_F(Completion, KnowsEveryCommand) {
  for (const Command& command : all_commands(*program_)) {
    if (command.line == "ofa") continue;
    Words words = CLI::detail::split_up(command.line);
    words.erase(words.begin());
    EXPECT_THAT(complete(words), Contains(words.back())) << command.line;
    words.back() = words.back().substr(0, 1);
    EXPECT_THAT(complete(words), Contains(command.app->get_name())) << command.line;
  }
  EXPECT_THAT(complete({"bench", ""}), IsSupersetOf({"load", "model", "search"}));
}

TEST_F(Completion, KnowsEveryOption) {
  for (const Command& command : all_commands(*program_)) {
    Words words = CLI::detail::split_up(command.line);
    words.erase(words.begin());
    words.push_back("--");
    const Words offered = complete(words);
    for (const CLI::Option* option : named_options(*command.app))
      for (const std::string& name : option->get_lnames())
        EXPECT_THAT(offered, Contains("--" + name)) << command.line;
  }
}

// Where a type names its values, they are offered; where it is a number, nothing is.
TEST_F(Completion, KnowsTheValuesOfEveryOption) {
  int num_choices = 0;
  for (const Command& command : all_commands(*program_)) {
    Words words = CLI::detail::split_up(command.line);
    words.erase(words.begin());
    for (const CLI::Option* option : named_options(*command.app)) {
      if (option->get_items_expected_max() == 0) continue;
      Words asked = words;
      asked.insert(asked.end(), {option->get_name(), ""});
      const std::string type = option->get_type_name();
      const Words offered = complete(asked);
      if (type.starts_with("INT")) {
        EXPECT_THAT(offered, IsEmpty()) << command.line << asked[1];
      }
      if (type == "TEXT") {
        EXPECT_THAT(offered, Contains("table.json")) << command.line;
      }
      for (const std::string& value : CLI::detail::split(type, '|')) {
        if (std::ranges::any_of(value, isupper)) continue;
        EXPECT_THAT(offered, Contains(value)) << command.line << " " << option->get_name();
        ++num_choices;
      }
    }
  }
  EXPECT_GT(num_choices, 20);
}

TEST_F(Completion, OffersSpacesArchsAndChoices) {
  EXPECT_THAT(complete({"describe", "f"}), ElementsAre("fashion"));
  EXPECT_THAT(complete({"describe", ""}),
              IsSupersetOf({"fashion", "mobilenet_v3", "runs/", "my space.yaml"}));
  EXPECT_THAT(complete({"search", "--space", "mobilenet_v3_"}), ElementsAre("mobilenet_v3_1.2x"));
  EXPECT_THAT(complete({"describe", "fashion", "--arch", "m"}),
              ElementsAre("max", "min", "my space.yaml"));
  EXPECT_THAT(complete({"search", "--algorithm", "n"}), ElementsAre("nsga2"));
  EXPECT_THAT(complete({"search", "--algorithm=e"}),
              ElementsAre("--algorithm=evolution", "--algorithm=exact"));
  EXPECT_THAT(complete({"completion", ""}), ElementsAre("bash", "fish", "zsh"));
}

TEST_F(Completion, OffersFiles) {
  EXPECT_THAT(complete({"verify", "ru"}), ElementsAre("runs/"));
  EXPECT_THAT(complete({"verify", "runs/"}), ElementsAre("runs/a/"));
  EXPECT_THAT(complete({"verify", "runs/a/r"}), ElementsAre("runs/a/run.json"));
  EXPECT_THAT(complete({"search", "--table", "here=t"}), ElementsAre("here=table.json"));
  EXPECT_THAT(complete({"verify", "none/"}), IsEmpty());
  EXPECT_THAT(complete({"search", "--max", ""}), IsEmpty());
}

TEST_F(Completion, FollowsWhatIsTypedAlready) {
  EXPECT_THAT(complete({"describe", "fashion", "--json", "--"}), Not(Contains("--json")));
  EXPECT_THAT(complete({"search", "--max", "macs=1M", "--"}), Contains("--max"));
  EXPECT_THAT(complete({"describe", "fashion", ""}), Contains("--arch"));  // nothing else is left
  EXPECT_THAT(complete({"describe", "fashion", "t"}), IsEmpty());
  EXPECT_THAT(complete({"report", "runs/a", "ru"}), ElementsAre("runs/"));  // one more
  EXPECT_THAT(complete({"search", "--table", "table.json", "ru"}), ElementsAre("runs/"));
  EXPECT_THAT(complete({"verify", "--", "--"}), IsEmpty());  // a file would be meant
  EXPECT_THAT(complete({"descrbe", "fa"}), IsEmpty());
  EXPECT_THAT(complete({"bench", "lod", "--"}), IsEmpty());
  EXPECT_THAT(complete({}), IsEmpty());
}

TEST(BashWords, AreWithoutQuotesAndWhole) {
  const auto read = [](const Words& raw) { return read_bash_words(raw).words; };
  EXPECT_THAT(read({"describe", "my\\ sp"}), ElementsAre("describe", "my sp"));
  EXPECT_THAT(read({"\"my sp"}), ElementsAre("my sp"));
  EXPECT_THAT(read({"'a\\b' "}), ElementsAre("a\\b "));
  EXPECT_THAT(read({"--arch", "random", ":", "1"}), ElementsAre("--arch", "random:1"));
  EXPECT_THAT(read({"--table", "here", "=", "", "x"}), ElementsAre("--table", "here=", "", "x"));
  EXPECT_EQ(read_bash_words({"--arch", "=", "ran"}).kept, "--arch=");
  EXPECT_EQ(read_bash_words({"--arch", "="}).kept, "--arch=");
  EXPECT_EQ(read_bash_words({"--arch", "ran"}).kept, "");
}

}  // namespace
}  // namespace ofa
