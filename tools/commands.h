#pragma once

#include <CLI/CLI.hpp>
#include <vector>

#include "measure/block_runtime.h"
#include "search/trained_supernet.h"
#include "tools/demo_stages.h"

namespace ofa {

// Each adds its command, with its flags and what it does, to the program.
void add_describe(CLI::App& program, std::vector<BlockRuntime> runtimes);  // that may be here
void add_config(CLI::App& program);
void add_init(CLI::App& program);
void add_bench(CLI::App& program);
void add_pack(CLI::App& program);
void add_verify(CLI::App& program);
void add_measure(CLI::App& program, std::vector<BlockRuntime> runtimes);  // on one of these
void add_search(CLI::App& program, std::vector<BlockRuntime> runtimes, OpenSupernet open);
void add_explain(CLI::App& program);
void add_report(CLI::App& program);
void add_completion(CLI::App& program);

// Those that run networks.
void add_demo(CLI::App& program, RunCommand run_command);
void add_import(CLI::App& program);
void add_extract(CLI::App& program);
void add_eval(CLI::App& program);
void add_finetune(CLI::App& program);
void add_export(CLI::App& program);
void add_predictor(CLI::App& program, OpenSupernet open);
void add_run(CLI::App& program);
void add_train(CLI::App& program);

}  // namespace ofa
