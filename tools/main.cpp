#include "core/process.h"
#include "tools/program.h"

int main(int argc, char** argv) {
  ofa::setup_process();
  return ofa::run_program({argv + 1, argv + argc});
}
