#include <gmock/gmock.h>

#include "core/process.h"

// Tests run in the process that the program has.
int main(int argc, char** argv) {
  ofa::setup_process();
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
