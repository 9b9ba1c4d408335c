#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

namespace ofa {

// All commands, with their flags, help and what they do; parsing runs the one that is named.
std::unique_ptr<CLI::App> make_program();

// Runs one command line (without the program's name) in this process; the exit code. Results go to
// stdout, what went wrong to stderr. setup_process comes before it.
int run_program(const std::vector<std::string>& arguments);

}  // namespace ofa
