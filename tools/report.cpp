#include <fmt/format.h>

#include <iostream>

#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "tools/commands.h"
#include "tools/report/comparison.h"
#include "tools/report/page.h"

namespace ofa {
namespace {

struct ReportFlags {
  std::vector<std::string> folders;
  std::string out;
  bool json = false;
};

void check_usage(const ReportFlags& flags) {
  if (flags.json && flags.folders.size() < 2)
    throw Error(Exit::kUsage, "--json prints a comparison: name two runs or more");
  if (!flags.json && flags.out.empty())
    throw Error(Exit::kUsage, "--out FILE.html is required: the page to write");
}

void report(const std::string& folder, const std::string& out) {
  for (const std::string& note : write_report(folder, out)) log_warning("left out: {}", note);
}

void compare(const ReportFlags& flags) {
  const Json data = comparison_data({flags.folders.begin(), flags.folders.end()});
  for (const Json& note : data["notes"]) log_warning("{}", note.get<std::string>());
  if (!flags.out.empty()) write_file(flags.out, page_of(with_origin(data)));
  if (flags.json) std::cout << data.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace

void add_report(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "report",
      "One HTML page of a search, of a run, or of runs side by side; it needs nothing else: for a "
      "mail, for paper");
  const auto flags = std::make_shared<ReportFlags>();
  command
      ->add_option("DIR", flags->folders,
                   "The folder of a search or of a run; or several runs, to compare")
      ->required();
  command->add_option("--out", flags->out, "The page's file (.html); with --json, as you like");
  command->add_flag("--json", flags->json, "Print the figures and curves of several runs");
  command->footer(
      "Examples:\n  ofa report runs/fashion/search --out report.html\n  ofa report runs/a runs/b "
      "runs/c --out comparison.html");
  command->callback([flags] {
    check_usage(*flags);
    flags->folders.size() > 1 ? compare(*flags) : report(flags->folders.front(), flags->out);
    if (!flags->json) std::cout << fmt::format("wrote {}\n", flags->out);
  });
}

}  // namespace ofa
