#include "latency/times.h"

namespace ofa {

const char* name(NetworkRole role) {
  switch (role) {
    case NetworkRole::kFit:
      return "fit";
    case NetworkRole::kRandom:
      return "random";
    case NetworkRole::kStructured:
      return "structured";
  }
  return "?";
}

}  // namespace ofa
