#pragma once

#include <string>
#include <vector>

#include "core/random.h"
#include "tests/tools/command_tree.h"

namespace ofa {

// Command lines such as a confused user, or a broken script, types: half of them nearly right, the
// others with options misspelt, numbers out of range, files that are missing, folders, empty, long
// and foreign words.
class RandomCommandLine {
 public:
  // Existing names are those in the folder where the command lines run.
  RandomCommandLine(const CLI::App& program, std::vector<std::string> existing);

  // The k-th of a seed, as words; commands come in turns.
  std::vector<std::string> line(uint64_t seed, uint64_t k) const;

 private:
  struct Typist {
    Random random;
    double slips = 0;  // in one word

    bool happens(double probability) { return random.uniform() < probability; }
    const std::string& one_of(const std::vector<std::string>& words) {
      return words[random.below(words.size())];
    }
  };
  std::string value(const CLI::Option& option, Typist& typist) const;
  std::string fitting(const std::string& type, Typist& typist) const;
  std::string anything(Typist& typist) const;

  std::vector<Command> commands_;
  std::vector<std::string> existing_;
};

// As a shell reads it.
std::string quoted(const std::vector<std::string>& words);

}  // namespace ofa
