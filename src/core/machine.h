#pragma once

#include <string>
#include <vector>

namespace ofa {

// What a program's speed depends on; what a system does not tell is empty.
struct Machine {
  std::string processor;              // its model
  std::vector<std::string> features;  // of its vector instructions, in the system's words, sorted
  int cores = 0;
  std::string governor;  // of the clock

  bool operator==(const Machine&) const = default;
};

// A word of the system's that names vector instructions.
bool is_vector_feature(const std::string& flag);

Machine this_machine();

}  // namespace ofa
