#include "tools/bench.h"

#include "tools/commands.h"

namespace ofa {

void add_bench(CLI::App& program) {
  CLI::App* bench = program.add_subcommand("bench", "Speed on this machine, against its own limit");
  bench->require_subcommand(1);
  add_bench_load(*bench);
  add_bench_model(*bench);
  add_bench_search(*bench);
  bench->footer("Example:\n  ofa bench load --threads 2");
}

}  // namespace ofa
