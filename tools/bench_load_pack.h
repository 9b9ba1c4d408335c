#pragma once

#include <string>

namespace ofa {

struct BenchPackOptions {
  std::string folder;  // empty: photographs made for this
  int side = 256;
  int threads = 1;
  int resolution = 224;
  int images = 2000;  // from each, in all rounds
  bool json = false;
};

// Training images a second from a folder, and from a pack made of it, in turns.
void bench_load_pack(const BenchPackOptions& options);

}  // namespace ofa
