#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace ofa {

// Asked for as the first word of a command line, by the scripts of `ofa completion`.
inline constexpr const char* kCompletionEntry = "__complete";

// What the last of these words may become. All of it follows from the commands and options: of a
// value, from its type, whose alternatives are words ("fp32|bf16") or, in capitals, kinds (SPACE,
// ARCH, DURATION; a file, if nothing else). A positional without a type is of the kind it is named.
std::vector<std::string> completions(const CLI::App& program,
                                     const std::vector<std::string>& words);

// The same for a shell: after the entry, its name and the words as it has them. One a line;
// nothing where anything is wrong.
void print_completions(const CLI::App& program, const std::vector<std::string>& arguments);

// The names in `folder` that begin like `begun`, behind the path that stands there already; folders
// end in a slash.
std::vector<std::string> file_completions(const std::string& begun);

// As bash gives its words: with quotes, and with = and : as words of their own. Only the last is
// changed by what comes back: what stands in `kept`, is kept.
struct BashWords {
  std::vector<std::string> words;
  std::string kept;
};
BashWords read_bash_words(const std::vector<std::string>& raw);

}  // namespace ofa
