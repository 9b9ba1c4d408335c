#include "space/supernet.h"

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
    for (const Op& op : graph.ops)
      if (std::holds_alternative<Add>(op.operation)) join(graph, op);
  }

  Supernet finish() {
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

  DimId root(DimId dim) const {
    while (joined_to_[dim] != dim) dim = joined_to_[dim];
    return dim;
  }

  Supernet net_;
  std::map<std::string, DimId> dims_;
  std::map<std::string, ParamId> parameters_;
  std::vector<DimId> joined_to_;  // itself, or a smaller one of its class
};

}  // namespace

// Block by block, every variant of it: some parameters (projected shortcuts) are in no widest
// block. Resolutions change no parameter; one is enough.
Supernet lower_supernet(const Space& space) {
  Space one = space;
  one.resolutions = {space.resolutions.back()};
  const Variants variants(one);
  Union all;
  for (int64_t number = 0; number < variants.size(); ++number) all.add(variants.graph(number));
  return all.finish();
}

}  // namespace ofa
