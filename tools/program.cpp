#include "tools/program.h"

#include <exception>
#include <filesystem>
#include <iostream>
#include <new>

#include "config/nearest.h"
#include "core/error.h"
#include "core/log.h"
#include "search/measured_supernet.h"
#include "tools/bench.h"
#include "tools/commands.h"
#include "tools/completion.h"
#include "tools/version.h"

namespace ofa {
namespace {

using Arguments = std::vector<std::string>;

constexpr const char* kFooter =
    "COMMAND --help tells more of each.\n\n"
    "Examples:\n"
    "  ofa train configs/fashion.yaml --out runs/fashion --budget 20m\n"
    "  ofa search --help\n\n"
    "Exit codes:\n"
    "  0    done\n"
    "  1    error: what was given, a file, or this machine\n"
    "  2    wrong usage: the command line itself\n"
    "  3    the answer is no: no arch keeps the limits, a file or table does not hold\n"
    "  130  interrupted (SIGINT); a command that can go on says how\n"
    "  143  the same by SIGTERM";

// What was wrong with the command line, and where help is.
std::string usage_text(const CLI::App& program, const CLI::ParseError& error,
                       const Arguments& arguments) {
  const CLI::App* command = &program;
  std::string line = "ofa";
  size_t depth = 0;
  for (; !command->get_subcommands().empty(); ++depth) {
    command = command->get_subcommands().front();
    line += " " + command->get_name();
  }
  std::vector<std::string> names;
  for (const CLI::App* below : command->get_subcommands(nullptr))
    names.push_back(below->get_name());
  if (names.empty() || depth == arguments.size() || arguments[depth].starts_with('-'))
    return fmt::format("{} ({} --help)", error.what(), line);
  return fmt::format("{}: no such command{} ({} --help)", arguments[depth],
                     did_you_mean(arguments[depth], names), line);
}

int parse_and_run(const Arguments& arguments) {
  const auto program = make_program();
  if (!arguments.empty() && arguments[0] == kCompletionEntry) {
    print_completions(*program, {arguments.begin() + 1, arguments.end()});
    return static_cast<int>(Exit::kOk);
  }
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
  add_completion(program);
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
  program.footer(kFooter);  // last: commands would take it over
  return made;
}

int run_program(const Arguments& arguments) {
  try {
    return parse_and_run(arguments);
  } catch (const Error& error) {
    log_error("{}", error.what());
    return static_cast<int>(error.exit());
  } catch (const std::filesystem::filesystem_error& error) {
    log_error("{}: {}", error.path1().string(), error.code().message());
    return static_cast<int>(Exit::kError);
  } catch (const std::bad_alloc&) {
    log_error("not enough memory for what was asked");
    return static_cast<int>(Exit::kError);
  } catch (const std::exception& error) {
    log_error("internal error: {}; please report it", error.what());
    return static_cast<int>(Exit::kError);
  }
}

}  // namespace ofa
