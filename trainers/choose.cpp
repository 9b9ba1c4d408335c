#include "trainers/choose.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/profile.h"
#include "nn/run.h"
#include "trainers/losses.h"

namespace ofa {

ArchSource::Choose choose_by_loss(const Model& model, const BatchTensors& batch,
                                  const CandidatesConfig& candidates, at::ScalarType precision) {
  const int64_t num_images = std::min<int64_t>(candidates.images, batch.images.size(0));
  return [&model, take = candidates.take, precision, images = batch.images.narrow(0, 0, num_images),
          labels = batch.labels.narrow(0, 0, num_images)](const std::vector<Arch>& archs) {
    const ProfileScope scope("candidates");
    std::vector<double> losses;
    for (const Arch& arch : archs) {
      const Plan plan = model.plan(arch);
      const at::Tensor logits =
          forward_train(model.weights, plan, images, precision, nullptr).at(plan.graph.output);
      losses.push_back(hard_loss(logits, labels, 0).item<double>());
    }
    const auto chosen =
        take == Take::kBest ? std::ranges::min_element(losses) : std::ranges::max_element(losses);
    return static_cast<size_t>(chosen - losses.begin());
  };
}

}  // namespace ofa
