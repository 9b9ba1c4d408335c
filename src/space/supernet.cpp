#include "space/supernet.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "space/lower.h"
#include "space/variants.h"

namespace ofa {
namespace {

// Collects blocks, one after another; what has the same name is the same.
class Union {
 public:
  void add(const Graph& graph) {
    for (const Parameter& parameter : graph.parameters) declare(graph, parameter);
    for (const Op& op : graph.ops) {
      if (!std::holds_alternative<Add>(op.operation)) continue;
      join(graph, op);
      note_residual_norm(graph, op.inputs[0]);
    }
  }

  SharedParameters finish() {
    std::map<DimId, std::vector<DimId>> classes;
    for (DimId dim = 0; dim < static_cast<DimId>(net_.dims.size()); ++dim)
      classes[root(dim)].push_back(dim);
    for (auto& [first, members] : classes) net_.classes.push_back(std::move(members));
    return std::move(net_);
  }

 private:
  DimId declare(const Dim& dim) {
    const auto [found, is_new] = dims_.try_emplace(dim.name, static_cast<DimId>(net_.dims.size()));
    if (is_new) {
      net_.dims.push_back({dim.name, dim.widest, dim.widest});
      joined_to_.push_back(found->second);
    }
    return found->second;
  }

  // Kernel matrices are in the order of the kernel's transforms, of the arch that has most of them.
  ParamId declare(const Graph& graph, const Parameter& parameter) {
    const auto [found, is_new] =
        parameters_.try_emplace(parameter.name, static_cast<ParamId>(net_.parameters.size()));
    if (is_new) {
      Parameter widest{parameter.name, parameter.role, {}, {}};
      for (const Axis& axis : parameter.axes)
        widest.axes.push_back({declare(graph.dims[axis.dim]), axis.centred});
      net_.parameters.push_back(std::move(widest));
    }
    for (size_t i = 0; i < parameter.transforms.size(); ++i) {
      const KernelTransform& step = parameter.transforms[i];
      const ParamId matrix = declare(graph, graph.parameters[step.matrix]);
      auto& steps = net_.parameters[found->second].transforms;
      if (i == steps.size()) steps.push_back({step.from, step.to, matrix});
    }
    return found->second;
  }

  void join(const Graph& graph, const Op& op) {
    const DimId a = root(declare(graph.dims[graph.values[op.inputs[0]].channels]));
    const DimId b = root(declare(graph.dims[graph.values[op.inputs[1]].channels]));
    joined_to_[std::max(a, b)] = std::min(a, b);
  }

  void note_residual_norm(const Graph& graph, ValueId branch) {
    for (const Op& op : graph.ops) {
      if (op.output != branch || !std::holds_alternative<BatchNorm>(op.operation)) continue;
      const ParamId scale = parameters_.at(graph.parameters[op.parameters[0]].name);
      if (std::ranges::find(net_.residual_scales, scale) == net_.residual_scales.end())
        net_.residual_scales.push_back(scale);
    }
  }

  DimId root(DimId dim) const {
    while (joined_to_[dim] != dim) dim = joined_to_[dim];
    return dim;
  }

  SharedParameters net_;
  std::map<std::string, DimId> dims_;
  std::map<std::string, ParamId> parameters_;
  std::vector<DimId> joined_to_;  // itself, or a smaller one of its class
};

// Resolutions change neither parameters nor dims; one is enough.
Space at_one_resolution(const Space& space) {
  Space one = space;
  one.resolutions = one.open_resolutions = {space.resolutions.back()};
  return one;
}

}  // namespace

// Block by block, every variant of it: some parameters (projected shortcuts) are in no widest
// block.
SharedParameters lower_supernet(const Space& space) {
  const Space one = at_one_resolution(space);
  const Variants variants(one);
  Union all;
  for (int64_t number = 0; number < variants.size(); ++number) all.add(variants.graph(number));
  return all.finish();
}

DimSizes dim_sizes(const Space& space) {
  // A compound is open at its own resolution alone.
  const Space searched = space.compound_choice < 0 ? at_one_resolution(space) : space;
  const Variants variants(searched);
  DimSizes sizes;
  for (int64_t number = 0; number < variants.size(); ++number) {
    if (!variants.is_open(number)) continue;
    for (const Dim& dim : variants.graph(number).dims) sizes[dim.name].insert(dim.active);
  }
  return sizes;
}

}  // namespace ofa
