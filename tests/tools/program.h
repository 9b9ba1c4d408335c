#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <string>

#include "tests/paths.h"

namespace ofa {

struct Outcome {
  int exit_code = -1;
  std::string out, err;
};

// Runs the real program from the source folder, as a shell would.
inline Outcome run_program(const std::string& arguments) {
  const auto capture = [&](const std::string& redirection, int* exit_code) {
    const std::string command = "cd " + source_dir().string() + " && " +
                                (binary_dir() / "ofa").string() + " " + arguments + " " +
                                redirection;
    std::string text;
    FILE* pipe = popen(command.c_str(), "r");
    for (int c; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
    const int status = pclose(pipe);
    if (exit_code) *exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return text;
  };
  Outcome outcome;
  outcome.out = capture("2>/dev/null", &outcome.exit_code);
  outcome.err = capture("2>&1 >/dev/null", nullptr);
  return outcome;
}

}  // namespace ofa
