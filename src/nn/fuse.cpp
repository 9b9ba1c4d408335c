#include "nn/fuse.h"

#include <algorithm>

namespace ofa {
namespace {

class Matcher {
 public:
  Matcher(const Graph& graph, const std::vector<ValueId>& keep)
      : graph_(graph), keep_(keep), readers_(graph.values.size()), taken_(graph.ops.size()) {
    for (size_t i = 0; i < graph.ops.size(); ++i)
      for (const ValueId input : graph.ops[i].inputs)
        readers_[input].push_back(static_cast<int>(i));
  }

  std::vector<FusedOps> run() {
    std::vector<FusedOps> all;
    for (size_t i = 0; i < graph_.ops.size(); ++i)
      if (!taken_[i]) all.push_back(from(static_cast<int>(i)));
    std::ranges::sort(all, {}, &FusedOps::last);
    return all;
  }

 private:
  FusedOps from(int op) {
    FusedOps fused{.op = op};
    if (!is<BatchNorm>(op)) return fused;
    take_add(fused);
    take_activation(fused);
    if (fused.activation >= 0 && fused.add < 0) take_gate(fused);
    return fused;
  }

  void take_add(FusedOps& fused) {
    const int add = sole_reader<Add>(output(fused.last()));
    if (add < 0) return;
    const std::vector<ValueId>& inputs = graph_.ops[add].inputs;
    if (inputs[0] != output(fused.op)) return;  // the branch is what drop-path asks for
    fused.residual = inputs[1];
    fused.add = take(add);
  }

  void take_activation(FusedOps& fused) {
    const int activation = sole_reader<Activation>(output(fused.last()));
    if (activation >= 0) fused.activation = take(activation);
  }

  // What reads a map to be pooled and to be scaled, and nothing besides.
  void take_gate(FusedOps& fused) {
    const ValueId map = output(fused.activation);
    if (is_kept(map) || readers_[map].size() != 2) return;
    std::vector<int> gate;
    const auto [pool, scale] = std::pair(readers_[map][0], readers_[map][1]);
    if (!is<GlobalPool>(pool) || !is<Mul>(scale) || graph_.ops[scale].inputs[0] != map) return;
    gate.push_back(pool);
    for (int i = 0; i < 2; ++i) {
      gate.push_back(sole_reader<Conv>(output(gate.back())));
      if (gate.back() < 0) return;
      gate.push_back(sole_reader<Activation>(output(gate.back())));
      if (gate.back() < 0) return;
    }
    if (sole_reader<Mul>(output(gate.back())) != scale) return;
    gate.push_back(scale);
    for (const int op : gate) take(op);
    fused.gate = std::move(gate);
  }

  template <typename Operation>
  bool is(int op) const {
    return std::holds_alternative<Operation>(graph_.ops[op].operation);
  }
  ValueId output(int op) const { return graph_.ops[op].output; }
  bool is_kept(ValueId value) const {
    return value == graph_.output || std::ranges::find(keep_, value) != keep_.end();
  }

  // The operation of that kind that alone reads a value which nobody else wants, and which no
  // other norm has; -1 where there is none.
  template <typename Operation>
  int sole_reader(ValueId value) const {
    if (is_kept(value) || readers_[value].size() != 1) return -1;
    const int reader = readers_[value].front();
    return is<Operation>(reader) && !taken_[reader] ? reader : -1;
  }
  int take(int op) {
    taken_[op] = true;
    return op;
  }

  const Graph& graph_;
  const std::vector<ValueId>& keep_;
  std::vector<std::vector<int>> readers_;
  std::vector<bool> taken_;
};

}  // namespace

int FusedOps::last() const {
  if (!gate.empty()) return gate.back();
  return std::max({op, add, activation});
}

std::vector<ValueId> FusedOps::inputs(const Graph& graph) const {
  std::vector<ValueId> inputs = graph.ops[op].inputs;
  if (residual >= 0) inputs.push_back(residual);
  return inputs;
}

ValueId FusedOps::output(const Graph& graph) const {
  return graph.ops[last()].output;
}

std::vector<FusedOps> fuse(const Graph& graph, const std::vector<ValueId>& keep) {
  return Matcher(graph, keep).run();
}

std::vector<FusedOps> one_by_one(const Graph& graph) {
  std::vector<FusedOps> all;
  for (size_t i = 0; i < graph.ops.size(); ++i) all.push_back({.op = static_cast<int>(i)});
  return all;
}

}  // namespace ofa
