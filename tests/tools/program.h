#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/paths.h"

namespace ofa {

struct Outcome {
  int exit_code = -1;
  std::string out, err;
};

// Runs the real program once, from the source folder, as a shell would. `before` stands in front of
// it: "timeout -s KILL 2", "OMP_NUM_THREADS=1".
inline Outcome run_program(const std::string& arguments, const std::string& before = "") {
  const std::filesystem::path errors =
      std::filesystem::temp_directory_path() / ("ofa_stderr_" + std::to_string(::getpid()));
  const std::string command = "{ cd " + source_dir().string() + " && " + before + " " +
                              (binary_dir() / "ofa").string() + " " + arguments + "\n} 2>" +
                              errors.string();
  Outcome outcome;
  FILE* pipe = popen(command.c_str(), "r");
  for (int c; (c = std::fgetc(pipe)) != EOF;) outcome.out += static_cast<char>(c);
  const int status = pclose(pipe);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::stringstream text;
  text << std::ifstream(errors).rdbuf();
  outcome.err = text.str();
  std::filesystem::remove(errors);
  return outcome;
}

}  // namespace ofa
