// The scripts of `ofa completion`, in the shells that they are for.
#include <gmock/gmock.h>

#include "tests/data/data_testing.h"
#include "tests/tools/program.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class ShellCompletion : public testing::TestWithParam<const char*> {
 protected:
  ShellCompletion() {
    write_bytes(folder_ / "my table.json", "{}");
    write_bytes(folder_ / "runs/a/run.json", "{}");
    write_bytes(folder_ / "script", run_program(std::string("completion ") + GetParam()).out);
  }

  bool has_shell() const {
    return std::system((std::string(GetParam()) + " -c true 2> /dev/null").c_str()) == 0;
  }

  // What the shell has after the last of these words; a line each.
  std::string complete(const std::string& words) const {
    write_bytes(folder_ / "ask", head() + words + tail());
    const std::string command = "cd " + folder_.path().string() +
                                " && PATH=" + binary_dir().string() + ":$PATH " + GetParam() +
                                " ./ask 2>&1";
    std::string out;
    FILE* pipe = popen(command.c_str(), "r");
    for (int c; (c = std::fgetc(pipe)) != EOF;) out += static_cast<char>(c);
    pclose(pipe);
    return out;
  }

  TempFolder folder_;

 private:
  bool is(const char* shell) const { return std::string(GetParam()) == shell; }
  // bash and zsh: as when Tab is pressed, what the shell would be told is printed.
  std::string head() const {
    if (is("bash")) return "source ./script\nCOMP_WORDS=(ofa ";
    if (is("zsh"))
      return "compdef() { : }\ncompadd() { while [[ $1 != -- ]]; do shift; done; shift; print -l "
             "-- $@ }\nsource ./script\nwords=(ofa ";
    return "source ./script\ncomplete -C 'ofa ";
  }
  std::string tail() const {
    if (is("bash"))
      return ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
             "$(complete -p ofa | sed 's/.*-F \\(.*\\) ofa/\\1/') ofa\nprintf '%s\\n' "
             "\"${COMPREPLY[@]}\"";
    if (is("zsh")) return ")\nCURRENT=$#words\n_ofa";
    return "'\n";
  }
};

TEST_P(ShellCompletion, CompletesCommandsOptionsAndValues) {
  if (!has_shell()) GTEST_SKIP() << GetParam() << " is not installed";
  EXPECT_EQ(complete("desc"), "describe\n");
  EXPECT_EQ(complete("describe fash"), "fashion\n");
  EXPECT_EQ(complete("bench mod"), "model\n");
  EXPECT_EQ(complete("bench load --thr"), "--threads\n");
  EXPECT_EQ(complete("search runs/a --algorithm ev"), "evolution\n");
  EXPECT_EQ(complete("report ru"), "runs/\n");
  EXPECT_EQ(complete("describe fashion --table my"), "my table.json\n");
  EXPECT_THAT(complete("descrbe fash"), testing::AnyOf("", "\n"));
}

TEST_P(ShellCompletion, IsThatOfTheShellThatIsAskedFor) {
  const Outcome outcome = run_program(std::string("completion ") + GetParam());
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr(std::string("__complete ") + GetParam()));
  EXPECT_LT(std::ranges::count(outcome.out, '\n'), 15);
}

INSTANTIATE_TEST_SUITE_P(Shells, ShellCompletion, testing::Values("bash", "zsh", "fish"),
                         [](const auto& shell) { return std::string(shell.param); });

// As readline hands them over.
using BashCompletion = ShellCompletion;
TEST_P(BashCompletion, JoinsWhatBashTakesApart) {
  EXPECT_EQ(complete("search --algorithm = ev"), "evolution\n");
  EXPECT_EQ(complete("describe fashion --arch random ':'"), "\n");
  EXPECT_EQ(complete("search --table here = my"), "my table.json\n");
  EXPECT_EQ(complete("describe fashion --table \"'my tab\""), "my table.json\n");
}
INSTANTIATE_TEST_SUITE_P(Shells, BashCompletion, testing::Values("bash"));

TEST(CompletionEntry, SaysNothingWhereThereIsNothingToSay) {
  for (const char* words : {"", "bash", "bash nothing at all", "tcsh --no=1 -", "fish ''"}) {
    const Outcome outcome = run_program(std::string("__complete ") + words);
    EXPECT_EQ(outcome.exit_code, 0) << words;
    EXPECT_EQ(outcome.err, "") << words;
  }
  EXPECT_EQ(run_program("__complete zsh descr").out, "describe\n");
  const Outcome other = run_program("completion zhs");
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_EQ(other.err, "ofa: zhs: expected bash, zsh or fish; did you mean zsh?\n");
}

}  // namespace
}  // namespace ofa
