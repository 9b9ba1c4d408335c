#include "tools/program.h"

#include <exception>
#include <iostream>

#include "config/nearest.h"
#include "core/error.h"
#include "core/log.h"
#include "search/measured_supernet.h"
#include "tools/bench.h"
#include "tools/commands.h"
#include "tools/version.h"

namespace ofa {
namespace {

using Arguments = std::vector<std::string>;

// What was wrong with the command line, and where help is.
std::string usage_text(const CLI::App& program, const CLI::ParseError& error,
                       const Arguments& arguments) {
  const auto commands = program.get_subcommands();
  if (!commands.empty())
    return fmt::format("{} (ofa {} --help)", error.what(), commands.front()->get_name());
  if (arguments.empty() || arguments[0].starts_with('-'))
    return fmt::format("{} (ofa --help)", error.what());
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands(nullptr))
    names.push_back(command->get_name());
  return fmt::format("{}: no such command{} (ofa --help)", arguments[0],
                     did_you_mean(arguments[0], names));
}

int parse_and_run(const Arguments& arguments) {
  const auto program = make_program();
  try {
    program->parse(Arguments(arguments.rbegin(), arguments.rend()));  // it takes from the back
    std::cout.flush();
    if (!std::cout) throw Error("cannot write the results to stdout");
    return static_cast<int>(Exit::kOk);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program->exit(error);  // --help, --version
    log_error("{}", usage_text(*program, error, arguments));
    return static_cast<int>(Exit::kUsage);
  }
}

}  // namespace

std::unique_ptr<CLI::App> make_program() {
  auto made = std::make_unique<CLI::App>(
      "Once-for-all: train one network, cut from it the best one for any device.", "ofa");
  CLI::App& program = *made;
  program.set_version_flag(
      "--version", [] { return version_text(); }, "This program and the libraries it runs on");
  program.require_subcommand(1);
  program.footer("COMMAND --help tells more of each.");
  std::vector<BlockRuntime> runtimes = file_runtimes();
#ifdef OFA_TORCH
  runtimes.push_back(libtorch_runtime());
  const OpenSupernet open = open_supernet;
#else
  const OpenSupernet open;
#endif
  add_describe(program, runtimes);
  add_config(program);
  add_init(program);
  add_bench(program);
  add_pack(program);
  add_verify(program);
  add_measure(program, runtimes);
  add_search(program, runtimes, open);
  add_explain(program);
  add_report(program);
#ifdef OFA_TORCH
  add_bench_step(*program.get_subcommand("bench"));
  add_demo(program, run_program);
  add_import(program);
  add_extract(program);
  add_eval(program);
  add_export(program);
  add_finetune(program);
  add_predictor(program, open);
  add_run(program);
  add_train(program);
#endif
  return made;
}

int run_program(const Arguments& arguments) {
  try {
    return parse_and_run(arguments);
  } catch (const Error& error) {
    log_error("{}", error.what());
    return static_cast<int>(error.exit());
  } catch (const std::exception& error) {
    log_error("internal error: {}; please report it", error.what());
    return static_cast<int>(Exit::kError);
  }
}

}  // namespace ofa
