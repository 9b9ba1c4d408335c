#pragma once

#include <string>

#include "config/codec.h"
#include "config/rules.h"
#include "config/units.h"

namespace ofa {

// What a demo is asked for once, when it begins; kept in its folder.
struct DemoConfig {
  Duration budget{8 * 60};
  int64_t seed = 0;
  int threads = 0;
  std::string device = "cpu";

  static void fields(auto& c, auto& v) {
    v.optional("budget", c.budget, kPositive, "to train the supernet in");
    v.optional("seed", c.seed, kNonNegative, "everything random follows from it");
    v.optional("threads", c.threads, kNonNegative, "threads that train; 0: one a core");
    v.optional("device", c.device, kFilled, "that trains: cpu, cuda, cuda:1");
  }
  bool operator==(const DemoConfig&) const = default;
};

}  // namespace ofa
