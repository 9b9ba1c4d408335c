#include <algorithm>

#include "export/fold.h"
#include "export/rewrite.h"

namespace ofa {
namespace {

// Each output pixel depends on one input pixel alone.
bool is_pointwise(const Op& op) {
  if (std::holds_alternative<Linear>(op.operation)) return true;
  const auto* conv = std::get_if<Conv>(&op.operation);
  return conv && conv->kernel == 1 && !conv->depthwise;
}

bool can_join(const Op& a, const Op& b) {
  return is_pointwise(a) && a.operation == b.operation && a.inputs == b.inputs &&
         a.parameters.size() == b.parameters.size();
}

class Merger {
 public:
  explicit Merger(const Network& network) : network_(network) {}

  Network run() {
    BlockOps blocks = ops_by_block(network_.graph);
    for (std::vector<Op>& ops : blocks) {
      std::vector<Op> merged;
      while (!ops.empty()) {
        std::vector<Op> group{ops.front()};
        ops.erase(ops.begin());
        for (size_t i = 0; i < ops.size();) {
          if (!can_join(group.front(), ops[i])) {
            ++i;
            continue;
          }
          group.push_back(ops[i]);
          ops.erase(ops.begin() + static_cast<int64_t>(i));
        }
        append(group, merged);
      }
      ops = std::move(merged);
    }
    return assemble(network_, blocks);
  }

 private:
  void append(const std::vector<Op>& group, std::vector<Op>& ops) {
    if (group.size() == 1) return ops.push_back(group.front());
    std::string name;
    int64_t channels = 0;
    for (const Op& op : group) {
      name += (name.empty() ? "" : "+") + op.name;
      channels += network_.graph.channels(op.output);
    }
    Op joined = group.front();
    joined.name = name;
    joined.parameters = join_parameters(group, name, fixed_dim(network_.graph, channels));
    joined.output = static_cast<ValueId>(network_.graph.values.size());
    Value value = network_.graph.values[group.front().output];
    value.channels = fixed_dim(network_.graph, channels);
    network_.graph.values.push_back(value);
    ops.push_back(joined);
    int64_t first = 0;
    for (const Op& op : group) {
      const int64_t end = first + network_.graph.channels(op.output);
      const DimId own = network_.graph.values[op.output].channels;
      ops.push_back({op.name, SliceChannels{first, end, own}, {joined.output}, {}, op.output});
      first = end;
    }
  }

  // All numbers of one after all of the one before: the outermost axis is the output channel's.
  std::vector<ParamId> join_parameters(const std::vector<Op>& group, const std::string& name,
                                       DimId channels) {
    std::vector<ParamId> joined;
    for (size_t i = 0; i < group.front().parameters.size(); ++i) {
      std::vector<float> values;
      for (const Op& op : group)
        values.insert(values.end(), network_.values[op.parameters[i]].begin(),
                      network_.values[op.parameters[i]].end());
      Parameter like = network_.graph.parameters[group.front().parameters[i]];
      like.axes.front().dim = channels;
      joined.push_back(add_parameter(network_, name + (i == 0 ? ".weight" : ".bias"), like.role,
                                     like.axes, std::move(values)));
    }
    return joined;
  }

  Network network_;
};

}  // namespace

Network merge_parallel(const Network& folded) {
  return Merger(folded).run();
}

}  // namespace ofa
