#include "nn/sort.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/error.h"

namespace ofa {
namespace {

const std::vector<DimId>& class_of(const SharedParameters& declared, DimId dim) {
  for (const auto& members : declared.classes)
    if (std::ranges::find(members, dim) != members.end()) return members;
  throw Error("dim {} is in no class", declared.dims[dim].name);
}

DimId find_dim(const SharedParameters& declared, const std::string& name) {
  const auto found = std::ranges::find(declared.dims, name, &Dim::name);
  if (found == declared.dims.end()) throw Error("there is no dim {}", name);
  return static_cast<DimId>(found - declared.dims.begin());
}

// The first dim of a class that is not as wide as the class's first; null where all are.
const Dim* of_other_width(const SharedParameters& declared, const std::vector<DimId>& members) {
  for (const DimId member : members)
    if (declared.dims[member].widest != declared.dims[members.front()].widest)
      return &declared.dims[member];
  return nullptr;
}

void check_sizes(const SharedParameters& declared, const std::vector<DimId>& members) {
  const Dim& first = declared.dims[members.front()];
  if (const Dim* other = of_other_width(declared, members))
    throw Error(
        "{} ({} channels) and {} ({}) are joined by a shortcut; of different widths they cannot "
        "be sorted",
        first.name, first.widest, other->name, other->widest);
}

// Where one trained width ends and the next begins.
std::vector<int64_t> band_ends(const SharedParameters& declared, const std::vector<DimId>& members,
                               const DimSizes& trained) {
  std::set<int64_t> ends{declared.dims[members.front()].widest};
  for (const DimId member : members) {
    const auto sizes = trained.find(declared.dims[member].name);
    if (sizes != trained.end()) ends.insert(sizes->second.begin(), sizes->second.end());
  }
  return {ends.begin(), ends.end()};
}

at::Tensor order_within_bands(const at::Tensor& importance, const std::vector<int64_t>& ends) {
  std::vector<at::Tensor> bands;
  int64_t start = 0;
  for (const int64_t end : ends) {
    const at::Tensor band = importance.narrow(0, start, end - start);
    bands.push_back(std::get<1>(at::sort(band, /*stable=*/true, 0, /*descending=*/true)) + start);
    start = end;
  }
  return at::cat(bands);
}

// Not the picture's, the classes', or a kernel's, whose places mean something.
bool is_channels(const Dim& dim) {
  const bool is_number = dim.name.find_first_not_of("0123456789") == std::string::npos;
  return !is_number && !dim.name.ends_with(".kernel") && dim.name != "input.channels" &&
         dim.name != "classes";
}

}  // namespace

ChannelOrder sorted_channels(const Weights& weights, const ElementScores& scores,
                             const std::vector<std::string>& dims, const DimSizes& trained) {
  const SharedParameters& declared = weights.declared();
  ChannelOrder order;
  for (const std::string& name : dims) {
    const DimId dim = find_dim(declared, name);
    if (!is_channels(declared.dims[dim])) throw Error("{} are not channels to be sorted", name);
    if (order.contains(dim)) continue;
    const std::vector<DimId>& members = class_of(declared, dim);
    check_sizes(declared, members);
    at::Tensor importance = channel_scores(weights, scores, dim);
    for (const DimId member : members)
      if (member != dim) importance += channel_scores(weights, scores, member);
    const at::Tensor from = order_within_bands(importance, band_ends(declared, members, trained));
    for (const DimId member : members) order[member] = from;
  }
  return order;
}

std::vector<std::string> sortable_dims(const Weights& weights) {
  const SharedParameters& declared = weights.declared();
  std::set<std::string> names;
  for (const Parameter& parameter : declared.parameters)
    for (const Axis& axis : parameter.axes)
      if (is_channels(declared.dims[axis.dim]) &&
          !of_other_width(declared, class_of(declared, axis.dim)))
        names.insert(declared.dims[axis.dim].name);
  return {names.begin(), names.end()};
}

ChannelOrder inverse(const ChannelOrder& order) {
  ChannelOrder back;
  for (const auto& [dim, from] : order) back[dim] = at::argsort(from);
  return back;
}

void reorder(const Weights& weights, const ChannelOrder& order,
             const std::array<at::Tensor, 2>& buffers) {
  const at::NoGradGuard no_grad;
  const SharedParameters& declared = weights.declared();
  for (size_t id = 0; id < declared.parameters.size(); ++id) {
    const at::Tensor& flat = buffers[static_cast<int>(weights.group_of(static_cast<ParamId>(id)))];
    at::Tensor view = weights.view_of(flat, static_cast<ParamId>(id));
    for (size_t axis = 0; axis < declared.parameters[id].axes.size(); ++axis) {
      const auto found = order.find(declared.parameters[id].axes[axis].dim);
      if (found == order.end()) continue;
      view.copy_(view.index_select(static_cast<int64_t>(axis), found->second.to(view.device())));
    }
  }
}

void reorder(Weights& weights, const ChannelOrder& order) {
  reorder(weights, order,
          {weights.flat_values(WeightGroup::kDecayed), weights.flat_values(WeightGroup::kPlain)});
  reorder(
      weights, order,
      {weights.flat_gradients(WeightGroup::kDecayed), weights.flat_gradients(WeightGroup::kPlain)});
}

}  // namespace ofa
