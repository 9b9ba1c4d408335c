#pragma once

#include <CLI/CLI.hpp>

namespace ofa {

// Each adds its command, with its flags and what it does, to the program.
void add_describe(CLI::App& program);
void add_config(CLI::App& program);
void add_demo(CLI::App& program);

}  // namespace ofa
