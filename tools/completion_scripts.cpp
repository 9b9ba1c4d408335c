#include <iostream>

#include "config/nearest.h"
#include "core/error.h"
#include "tools/commands.h"

namespace ofa {
namespace {

// Each asks the program itself, with the words up to the cursor.
constexpr const char* kBash = R"(_ofa() {
  mapfile -t COMPREPLY < <("${1/#\~/$HOME}" __complete bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null)
  compopt -o filenames 2> /dev/null
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/:=] ]]; then compopt -o nospace 2> /dev/null; fi
}
complete -F _ofa ofa
)";

constexpr const char* kZsh = R"(#compdef ofa
_ofa() {
  local -a found open
  found=("${(@f)$("${(Q)words[1]}" __complete zsh "${(@Q)words[2,CURRENT]}" 2> /dev/null)}")
  found=(${found:#})
  open=(${(M)found:#*[/:=]})
  (($#open)) && compadd -S '' -- $open
  found=(${found:|open})
  (($#found)) && compadd -- $found
}
if [[ $funcstack[1] == _ofa ]]; then _ofa "$@"; else compdef _ofa ofa; fi
)";

constexpr const char* kFish = R"(function __ofa_complete
  set -l words (commandline -opc) (string unescape -- (commandline -ct))
  $words[1] __complete fish $words[2..-1] 2> /dev/null
end
complete -c ofa -f -a '(__ofa_complete)'
)";

const std::vector<std::pair<std::string, const char*>> kScripts{
    {"bash", kBash}, {"zsh", kZsh}, {"fish", kFish}};

std::string script_of(const std::string& shell) {
  std::vector<std::string> names;
  for (const auto& [name, script] : kScripts) {
    if (name == shell) return script;
    names.push_back(name);
  }
  throw Error(Exit::kUsage, "{}: expected bash, zsh or fish{}", shell, did_you_mean(shell, names));
}

}  // namespace

void add_completion(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "completion", "A script for a shell: it completes commands, options and their values");
  const auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash, zsh or fish")->type_name("bash|zsh|fish")->required();
  command->footer(
      "The script asks ofa for what may come next: it stays right when the program changes. Once\n"
      "and for all, where the shell looks for it (ofa has to be on the PATH):\n"
      "  ofa completion bash > ~/.local/share/bash-completion/completions/ofa\n"
      "  ofa completion zsh > ~/.zfunc/_ofa        with fpath+=~/.zfunc before compinit in "
      "~/.zshrc\n"
      "  ofa completion fish > ~/.config/fish/completions/ofa.fish\n"
      "Example, for this bash alone:\n  source <(ofa completion bash)");
  command->callback([shell] { std::cout << script_of(*shell); });
}

}  // namespace ofa
