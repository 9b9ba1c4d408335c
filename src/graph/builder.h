#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/graph.h"

namespace ofa {

// The sizes of a kernel: its dim, and, where smaller kernels come from larger ones through learned
// matrices, every size from the widest down to the active one.
struct Kernel {
  DimId dim = -1;
  std::vector<int> transformed_sizes;
};

struct ConvOptions {
  DimId out = -1;  // a depthwise conv keeps its input's
  Kernel kernel;
  int stride = 1;
  bool depthwise = false;
  bool bias = false;
};

// Writes a graph operation by operation. Names are relative to the block: within
// "stages.1.blocks.0" the parameter "expand.conv" is called "stages.1.blocks.0.expand.conv.weight".
class GraphBuilder {
 public:
  // An input of the whole network, or, for one block by itself, of that block.
  ValueId input(DimId channels, int height, int width);

  void begin_block(std::string name);
  void end_block();
  Graph finish(ValueId output);

  DimId dim(std::string_view name, int64_t widest, int64_t active);  // of the block
  DimId global_dim(const std::string& name, int64_t widest,
                   int64_t active);  // the same for all who name it
  DimId fixed(int64_t size);
  Kernel kernel(int size);

  ValueId conv(std::string_view name, ValueId x, const ConvOptions& options);
  ValueId batch_norm(std::string_view name, ValueId x, double epsilon);
  ValueId activation(std::string_view name, ValueId x, Act act);  // none adds nothing
  ValueId add(std::string_view name, ValueId a, ValueId b);
  ValueId mul(std::string_view name, ValueId x, ValueId factor);
  ValueId global_pool(std::string_view name, ValueId x);
  ValueId average_pool(std::string_view name, ValueId x, const AveragePool& pool);
  ValueId max_pool(std::string_view name, ValueId x, const MaxPool& pool);
  ValueId linear(std::string_view name, ValueId x, DimId out);
  ValueId reshape(std::string_view name, ValueId x);
  ValueId dropout(std::string_view name, ValueId x);

  const Graph& graph() const { return graph_; }
  const Value& value(ValueId id) const { return graph_.values[id]; }
  DimId channels(ValueId id) const { return graph_.values[id].channels; }

 private:
  std::string scoped(std::string_view name) const;
  ParamId parameter(std::string name, Role role, std::vector<Axis> axes);
  std::vector<KernelTransform> transforms(std::string_view conv, const Kernel& kernel);
  ValueId append(std::string_view name, Operation operation, std::vector<ValueId> inputs,
                 std::vector<ParamId> parameters = {});

  Graph graph_;
  std::unordered_map<std::string, DimId> dim_ids_;
  std::string block_;
};

}  // namespace ofa
