#include "trainers/teacher.h"

#include <ATen/ATen.h>

namespace ofa {

Teacher::Teacher(Model model, Arch arch, Calibrate calibrate, at::ScalarType precision)
    : model_(std::move(model)),
      arch_(std::move(arch)),
      calibrate_(std::move(calibrate)),
      precision_(precision) {}

Values Teacher::answer(const at::Tensor& images, const std::vector<ValueId>& keep) {
  const auto& [plan, statistics] = prepared(static_cast<int>(images.size(2)));
  return calibrate_ ? evaluate(model_.weights, plan, images, statistics, precision_, keep)
                    : forward_train(model_.weights, plan, images, precision_, nullptr, keep);
}

const Teacher::Prepared& Teacher::prepared(int resolution) {
  const auto found = by_resolution_.find(resolution);
  if (found != by_resolution_.end()) return found->second;
  Arch arch = arch_;
  arch.resolution = resolution;
  Prepared& made = by_resolution_[resolution];
  made.plan = model_.plan(arch);
  if (calibrate_) made.statistics = calibrate_(model_.weights, made.plan);
  return made;
}

}  // namespace ofa
