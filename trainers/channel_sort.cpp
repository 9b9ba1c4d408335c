#include "trainers/channel_sort.h"

#include "core/log.h"
#include "nn/sort.h"

namespace ofa {
namespace {

ElementScores scores_by(SortBy by, const Weights& weights) {
  if (by == SortBy::kL1) return l1_scores(weights);
  if (by == SortBy::kL2) return l2_scores(weights);
  return norm_scale_scores(weights);
}

DimSizes sizes_before(const Model& model, const std::vector<PhasePlan>& plans, size_t index) {
  DimSizes sizes;
  for (size_t i = 0; i < index; ++i)
    for (const auto& [dim, own] : dim_sizes(restrict_space(model.space, plans[i].phase.open)))
      sizes[dim].insert(own.begin(), own.end());
  return sizes;
}

}  // namespace

void sort_for_phase(Model& model, const TrainingState& state, const std::vector<PhasePlan>& plans,
                    size_t index, bool all_trained) {
  const PhaseConfig& phase = plans[index].phase;
  if (phase.sort == SortBy::kNone) return;
  const DimSizes opened = dim_sizes(restrict_space(model.space, phase.open));
  std::vector<std::string> dims;
  for (const std::string& dim : sortable_dims(model.weights))
    if (opened.contains(dim) && opened.at(dim).size() > 1) dims.push_back(dim);
  const ChannelOrder order =
      sorted_channels(model.weights, scores_by(phase.sort, model.weights), dims,
                      all_trained ? dim_sizes(model.space) : sizes_before(model, plans, index));
  reorder(model.weights, order);
  for (const GroupBuffers& buffers : state.like_weights)
    reorder(model.weights, order, buffers.groups);
  log_info("sorted the channels of {} dims by {}", order.size(), name_of(phase.sort));
}

}  // namespace ofa
