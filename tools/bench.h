#pragma once

#include <CLI/CLI.hpp>

namespace ofa {

// Each adds one benchmark to the command `bench`.
void add_bench_load(CLI::App& bench);
void add_bench_model(CLI::App& bench);
void add_bench_search(CLI::App& bench);
void add_bench_step(CLI::App& bench);  // runs networks: not in a build without torch

}  // namespace ofa
