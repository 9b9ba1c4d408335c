#include "runtime/openvino.h"

namespace ofa {

Runtime openvino_runtime() {
  return {"openvino", "", "this program was built without it (tools/setup fetches it)", nullptr};
}

}  // namespace ofa
