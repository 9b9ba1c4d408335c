#include <benchmark/benchmark.h>

#include "core/process.h"

int main(int argc, char** argv) {
  ofa::setup_process();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
