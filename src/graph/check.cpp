#include "graph/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "graph/key.h"
#include "graph/shapes.h"

namespace ofa {
namespace {

class Checker {
 public:
  explicit Checker(const Graph& graph) : graph_(graph) {}

  std::vector<std::string> run() {
    check_dims();
    check_values();
    check_parameters();
    if (problems_.empty())
      for (const Parameter& parameter : graph_.parameters) check_transforms(parameter);
    if (!problems_.empty()) return problems_;  // what follows looks into them
    check_ops();
    if (problems_.empty()) check_blocks();
    return problems_;
  }

 private:
  template <typename... Args>
  void report(fmt::format_string<Args...> format, Args&&... args) {
    problems_.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  template <typename T>
  static bool holds(const std::vector<T>& list, int id) {
    return id >= 0 && id < static_cast<int>(list.size());
  }

  void check_dims() {
    std::set<std::string> names;
    for (const Dim& dim : graph_.dims) {
      if (!names.insert(dim.name).second) report("dim {} is there twice", dim.name);
      if (dim.active < 1 || dim.active > dim.widest)
        report("dim {}: active size {} is not within 1 ... {}", dim.name, dim.active, dim.widest);
    }
  }

  void check_values() {
    for (size_t i = 0; i < graph_.values.size(); ++i) {
      const Value& value = graph_.values[i];
      if (!holds(graph_.dims, value.channels))
        report("value {}: dim {} does not exist", i, value.channels);
      const bool is_matrix = value.height == 0 && value.width == 0;
      if (!is_matrix && (value.height < 1 || value.width < 1))
        report("value {}: no map is {} x {}", i, value.height, value.width);
    }
  }

  void check_parameters() {
    std::set<std::string> names;
    for (const Parameter& parameter : graph_.parameters) {
      if (!names.insert(parameter.name).second)
        report("parameter {} is there twice", parameter.name);
      for (size_t i = 0; i < parameter.axes.size(); ++i) {
        const Axis& axis = parameter.axes[i];
        if (!holds(graph_.dims, axis.dim))
          report("parameter {}: dim {} does not exist", parameter.name, axis.dim);
        const bool is_kernel = parameter.axes.size() == 4 && i >= 2;
        if (axis.centred != is_kernel)
          report("parameter {}: axis {} is {}centred", parameter.name, i,
                 axis.centred ? "" : "not ");
      }
    }
  }

  // From the widest kernel to the active one without a gap, each matrix as large as what it makes.
  void check_transforms(const Parameter& parameter) {
    if (parameter.transforms.empty()) return;
    if (parameter.axes.size() != 4)
      return report("parameter {}: only a convolution's kernel has transforms", parameter.name);
    const Dim& kernel = graph_.dims[parameter.axes[2].dim];
    int64_t size = kernel.widest;
    for (const KernelTransform& step : parameter.transforms) {
      if (step.from != size || step.to >= step.from || step.to < 1)
        report("parameter {}: transform {} to {} does not follow size {}", parameter.name,
               step.from, step.to, size);
      size = step.to;
      if (!holds(graph_.parameters, step.matrix)) {
        report("parameter {}: transform {} to {} has no matrix", parameter.name, step.from,
               step.to);
        continue;
      }
      const Parameter& matrix = graph_.parameters[step.matrix];
      const int64_t entries = int64_t{step.to} * step.to;
      const auto is_side = [&](const Axis& axis) {
        return graph_.dims[axis.dim].active == entries;
      };
      if (matrix.role != Role::kKernelTransform || matrix.axes.size() != 2 ||
          !std::ranges::all_of(matrix.axes, is_side))
        report("parameter {}: matrix {} is not {} x {}", parameter.name, matrix.name, entries,
               entries);
    }
    if (size != kernel.active)
      report("parameter {}: transforms end at {}, the kernel is {}", parameter.name, size,
             kernel.active);
  }

  void check_ops() {
    if (!holds(graph_.values, graph_.input)) return report("the graph has no input");
    std::vector<bool> defined(graph_.values.size(), false), read(graph_.values.size(), false);
    std::vector<bool> used(graph_.parameters.size(), false);
    std::set<std::string> names;
    defined[graph_.input] = true;
    for (const Op& op : graph_.ops) {
      if (!names.insert(op.name).second) report("operation {} is there twice", op.name);
      if (!check_references(op, defined, read, used)) continue;
      try {
        const Value expected = infer_output(graph_, op);
        if (expected != graph_.values[op.output])
          report("{}: its output has another shape than declared", op.name);
      } catch (const Error& error) {
        report("{}", error.what());
      }
    }
    if (!holds(graph_.values, graph_.output) || !defined[graph_.output])
      return report("the graph has no output");
    read[graph_.output] = true;
    for (size_t i = 0; i < graph_.values.size(); ++i)
      if (!read[i]) report("value {} is never read", i);
    for (size_t i = 0; i < graph_.parameters.size(); ++i)
      if (!used[i]) report("parameter {} belongs to no operation", graph_.parameters[i].name);
  }

  bool check_references(const Op& op, std::vector<bool>& defined, std::vector<bool>& read,
                        std::vector<bool>& used) {
    const size_t before = problems_.size();
    for (const ValueId input : op.inputs) {
      if (!holds(graph_.values, input) || !defined[input]) {
        report("{}: reads value {} before it is there", op.name, input);
      } else {
        read[input] = true;
      }
    }
    for (const ParamId id : op.parameters) {
      if (!holds(graph_.parameters, id)) {
        report("{}: parameter {} does not exist", op.name, id);
        continue;
      }
      if (used[id])
        report("{}: parameter {} belongs to another operation too", op.name,
               graph_.parameters[id].name);
      used[id] = true;
      for (const KernelTransform& step : graph_.parameters[id].transforms) used[step.matrix] = true;
    }
    if (!holds(graph_.values, op.output)) {
      report("{}: its output does not exist", op.name);
    } else if (defined[op.output]) {
      report("{}: value {} is written twice", op.name, op.output);
    } else {
      defined[op.output] = true;
    }
    return problems_.size() == before;
  }

  // Blocks follow each other without a gap, and only one value passes from one to the next. (The
  // last gives the graph's output: nobody else could read it.)
  void check_blocks() {
    int next_op = 0;
    ValueId passed = graph_.input;
    std::set<std::string> names;
    for (const Block& block : graph_.blocks) {
      if (!names.insert(block.name).second) report("block {} is there twice", block.name);
      if (block.first_op != next_op || block.num_ops < 1 ||
          block.num_ops > static_cast<int>(graph_.ops.size()) - next_op)
        return report("block {}: operations {} + {} do not follow {}", block.name, block.first_op,
                      block.num_ops, next_op);
      if (graph_.block_input(block) != passed)
        report("block {}: does not start from what the block before it gives", block.name);
      check_inside(block, passed);
      if (block.key != block_key(graph_, block))
        report("block {}: its key is not what it computes", block.name);
      next_op = block.first_op + block.num_ops;
      passed = graph_.block_output(block);
    }
    if (next_op != static_cast<int>(graph_.ops.size()))
      report("operation {} is in no block", graph_.ops[next_op].name);
  }

  void check_inside(const Block& block, ValueId input) {
    std::set<ValueId> inside{input};
    for (int i = 0; i < block.num_ops; ++i) {
      const Op& op = graph_.ops[block.first_op + i];
      for (const ValueId read : op.inputs)
        if (!inside.contains(read)) report("{}: reads a value from inside another block", op.name);
      inside.insert(op.output);
    }
  }

  const Graph& graph_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> problems(const Graph& graph) {
  return Checker(graph).run();
}

void check(const Graph& graph) {
  const auto found = problems(graph);
  if (!found.empty()) throw Error("broken graph: {}", found.front());
}

}  // namespace ofa
