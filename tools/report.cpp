#include <fmt/format.h>

#include <iostream>

#include "core/error.h"
#include "core/log.h"
#include "tools/commands.h"
#include "tools/report/page.h"

namespace ofa {

void add_report(CLI::App& program) {
  struct Flags {
    std::string folder, out;
  };
  CLI::App* command = program.add_subcommand(
      "report",
      "One HTML page of a search or a run, that needs nothing else: for a mail, for paper");
  const auto flags = std::make_shared<Flags>();
  command->add_option("DIR", flags->folder, "The folder of a search or of a run")->required();
  command->add_option("--out", flags->out, "The page's file (.html)")->required();
  command->footer("Example:\n  ofa report runs/fashion/search --out report.html");
  command->callback([flags] {
    for (const std::string& note : write_report(flags->folder, flags->out))
      log_warning("left out: {}", note);
    std::cout << fmt::format("wrote {}\n", flags->out);
  });
}

}  // namespace ofa
