#pragma once

#include <functional>
#include <map>

#include "nn/calibrate.h"
#include "nn/model.h"

namespace ofa {

// A network that is learned from and does not change: the widest arch of an earlier phase or of
// another run, or a subnet. It runs at the resolution of the images it is given.
class Teacher {
 public:
  using Calibrate = std::function<NormStatistics(const Weights&, const Plan&)>;

  // By the batch's statistics where `calibrate` is empty, else by those that it finds.
  Teacher(Model model, Arch arch, Calibrate calibrate, at::ScalarType precision);

  const Space& space() const { return model_.space; }
  const Graph& graph(int resolution) { return prepared(resolution).plan.graph; }
  // Logits, by the graph's output, and values besides.
  Values answer(const at::Tensor& images, const std::vector<ValueId>& keep = {});

 private:
  struct Prepared {
    Plan plan;
    NormStatistics statistics;
  };
  const Prepared& prepared(int resolution);

  Model model_;
  Arch arch_;
  Calibrate calibrate_;
  at::ScalarType precision_;
  std::map<int, Prepared> by_resolution_;
};

}  // namespace ofa
