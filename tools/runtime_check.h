#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "verify/check_file.h"

namespace ofa {

// What commands that run model files share: --runtime and --threads, and how they tell of a check.
void add_runtime_options(CLI::App& command, std::vector<std::string>& runtimes, int& threads);

// The one measured on this runtime; null: none.
const FileLatency* latency_of(const std::vector<FileLatency>& latencies,
                              const std::string& runtime);

// A command adds what it alone tells, here and to a table's rows.
Json to_json(const RuntimeCheck& check);
std::vector<std::string> check_header();
std::vector<std::string> cells_of(const RuntimeCheck& check);
std::string interval(double low, double high);
std::string interval(const FileLatency* latency);

}  // namespace ofa
