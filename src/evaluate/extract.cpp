#include "evaluate/extract.h"

namespace ofa {

Subnet extract_calibrated(const Run& run, const Arch& arch, const Dataset& dataset,
                          int64_t calibration_images) {
  const Plan plan = run.model.plan(arch);
  EvaluationOptions options;
  options.calibration = calibration_images;
  return extract(run.model.space, run.model.weights, plan,
                 calibrate(run.model.weights, plan, dataset, options), run.data);
}

}  // namespace ofa
