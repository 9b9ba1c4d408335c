#include "evaluate/extract.h"

namespace ofa {

Subnet extract_calibrated(const Run& run, const Arch& arch, const Dataset& dataset) {
  const Plan plan = run.model.plan(arch);
  return extract(run.model.space, run.model.weights, plan,
                 calibrate(run.model.weights, plan, dataset, {}), run.data);
}

}  // namespace ofa
