#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ofa {

using DimId = int;    // into Parameters::dims
using ParamId = int;  // into Parameters::parameters
using ValueId = int;  // into Graph::values

// A named size that follows from choices: in the widest arch, and in the arch at hand.
struct Dim {
  std::string name;
  int64_t widest = 0;
  int64_t active = 0;

  bool operator==(const Dim&) const = default;
};

// An arch reads the leading part of an axis, or, of a kernel's axes, the centre.
struct Axis {
  DimId dim = -1;
  bool centred = false;

  bool operator==(const Axis&) const = default;
};

// What a parameter is to its operation: initial values, weight decay and export follow from it.
enum class Role { kWeight, kBias, kNormScale, kNormShift, kKernelTransform };

// A learned matrix [to*to, to*to] that turns the centre of one kernel into the next smaller one.
struct KernelTransform {
  int from = 0;
  int to = 0;
  ParamId matrix = -1;

  bool operator==(const KernelTransform&) const = default;
};

// A weight and its axes, outermost first: conv [out, in, k, k] (depthwise [channels, 1, k, k]),
// linear [out, in], norms and biases [channels].
struct Parameter {
  std::string name;
  Role role = Role::kWeight;
  std::vector<Axis> axes;
  std::vector<KernelTransform> transforms;  // widest to active, applied in this order

  bool operator==(const Parameter&) const = default;
};

// Weights as they are declared, without what is computed with them.
struct Parameters {
  std::vector<Dim> dims;
  std::vector<Parameter> parameters;

  int64_t widest_size(const Parameter& parameter) const;
  int64_t active_size(const Parameter& parameter) const;
  std::vector<int64_t> active_sizes(const Parameter& parameter) const;  // of its axes
  bool operator==(const Parameters&) const = default;
};

enum class Act { kNone, kRelu, kRelu6, kHSwish, kSwish, kSigmoid, kHSigmoid };

const char* name(Act act);

// The operations. A conv pads by half its kernel; add and mul take two values, and mul's second may
// be one number a channel.
struct Conv {
  int kernel = 1;
  int stride = 1;
  bool depthwise = false;
  bool operator==(const Conv&) const = default;
};
struct BatchNorm {
  double epsilon = 1e-5;
  bool operator==(const BatchNorm&) const = default;
};
struct Activation {
  Act act = Act::kNone;
  bool operator==(const Activation&) const = default;
};
struct Add {
  bool operator==(const Add&) const = default;
};
struct Mul {
  bool operator==(const Mul&) const = default;
};
struct GlobalPool {
  bool operator==(const GlobalPool&) const = default;
};
struct AveragePool {
  int kernel = 2;
  int stride = 2;
  int padding = 0;
  bool ceil_mode = false;      // a last, partial window counts
  bool count_padding = false;  // padded zeros are part of the mean
  bool operator==(const AveragePool&) const = default;
};
struct MaxPool {
  int kernel = 3;
  int stride = 2;
  int padding = 1;
  bool operator==(const MaxPool&) const = default;
};
struct Linear {
  bool operator==(const Linear&) const = default;
};
struct Reshape {  // [N, C, 1, 1] -> [N, C]
  bool operator==(const Reshape&) const = default;
};
struct SliceChannels {  // channels first ... end - 1 of a network that is as wide as it is active
  int64_t first = 0, end = 0;
  DimId channels = -1;  // the dim that these are
  bool operator==(const SliceChannels&) const = default;
};
struct Dropout {  // a mark: training decides on a rate, all else passes it by
  bool operator==(const Dropout&) const = default;
};

using Operation = std::variant<Conv, BatchNorm, Activation, Add, Mul, GlobalPool, AveragePool,
                               MaxPool, Linear, Reshape, SliceChannels, Dropout>;

// A map [N, C, H, W], or, with height and width 0, a matrix [N, C].
struct Value {
  DimId channels = -1;
  int height = 0;
  int width = 0;

  bool is_matrix() const { return height == 0; }
  int64_t pixels() const { return is_matrix() ? 1 : int64_t{height} * width; }
  bool operator==(const Value&) const = default;
};

struct Op {
  std::string name;
  Operation operation;
  std::vector<ValueId> inputs;
  std::vector<ParamId> parameters;  // weight first, then bias; a norm's scale, then its shift
  ValueId output = -1;

  bool operator==(const Op&) const = default;
};

// A run of operations with one value in and one out: what a table times, and what costs are summed
// over.
struct Block {
  std::string name;
  std::string key;  // says what is computed, not where: equal keys take equal time
  int first_op = 0;
  int num_ops = 0;

  bool operator==(const Block&) const = default;
};

// What an arch stands for at one resolution: operations in an order in which they can run.
struct Graph : Parameters {
  std::vector<Value> values;
  std::vector<Op> ops;
  std::vector<Block> blocks;
  ValueId input = -1;
  ValueId output = -1;

  int64_t channels(ValueId value) const { return dims[values[value].channels].active; }
  int64_t elements(ValueId value) const { return channels(value) * values[value].pixels(); }
  ValueId block_input(const Block& block) const;
  ValueId block_output(const Block& block) const { return ops[last_op(block)].output; }
  static int last_op(const Block& block) { return block.first_op + block.num_ops - 1; }
  bool operator==(const Graph&) const = default;
};

}  // namespace ofa
