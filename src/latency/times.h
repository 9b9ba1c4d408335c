#pragma once

#include <string>

namespace ofa {

inline constexpr double kMostMs = 1e7;  // what files are believed

// What one block took by itself.
struct BlockTime {
  double ms = 0;
  double spread_ms = 0;  // of its rounds: from the 20th to the 80th percentile
  double noise = 0;      // even rounds against odd ones, as a part
  int rounds = 0;        // that counted

  bool operator==(const BlockTime&) const = default;
};

// What a network is measured for.
enum class NetworkRole { kFit, kRandom, kStructured };

const char* name(NetworkRole role);  // as files say it

struct NetworkTime {
  std::string arch;  // on one line
  NetworkRole role = NetworkRole::kFit;
  double ms = 0;
  double noise = 0;
  int rounds = 0;

  bool operator==(const NetworkTime&) const = default;
};

}  // namespace ofa
