#include "core/error.h"
#include "deploy/open_network.h"

namespace ofa {

OpenNetwork open_subnet(const std::string& folder) {
  throw Error(
      "{}: a subnet folder runs on LibTorch, which this was built without; export it: ofa export",
      folder);
}

}  // namespace ofa
