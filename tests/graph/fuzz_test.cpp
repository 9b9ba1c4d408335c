// What comes from a file, or from a bug, may hold any number anywhere: check() says so, and never
// looks where nothing is.
#include <limits>
#include <variant>

#include "core/random.h"
#include "graph/check.h"
#include "graph/draw.h"
#include "graph_testing.h"
#include "space/lower.h"

namespace ofa {
namespace {

struct Numbers {
  std::vector<int*> ids_and_sizes;
  std::vector<int64_t*> dims;
  std::vector<bool*> flags;
};

struct OperationNumbers {
  Numbers& all;

  void operator()(Conv& conv) const {
    all.ids_and_sizes.insert(all.ids_and_sizes.end(), {&conv.kernel, &conv.stride});
    all.flags.push_back(&conv.depthwise);
  }
  void operator()(AveragePool& pool) const {
    all.ids_and_sizes.insert(all.ids_and_sizes.end(), {&pool.kernel, &pool.stride, &pool.padding});
    all.flags.insert(all.flags.end(), {&pool.ceil_mode, &pool.count_padding});
  }
  void operator()(MaxPool& pool) const {
    all.ids_and_sizes.insert(all.ids_and_sizes.end(), {&pool.kernel, &pool.stride, &pool.padding});
  }
  void operator()(auto&) const {}
};

// All there are, but for the widest sizes: one dim by itself may be as wide as it likes.
Numbers numbers_of(Graph& graph) {
  Numbers all{{&graph.input, &graph.output}, {}, {}};
  auto& ints = all.ids_and_sizes;
  for (Dim& dim : graph.dims) all.dims.push_back(&dim.active);
  for (Parameter& parameter : graph.parameters) {
    for (Axis& axis : parameter.axes) {
      ints.push_back(&axis.dim);
      all.flags.push_back(&axis.centred);
    }
    for (KernelTransform& step : parameter.transforms)
      ints.insert(ints.end(), {&step.from, &step.to, &step.matrix});
  }
  for (Value& value : graph.values)
    ints.insert(ints.end(), {&value.channels, &value.height, &value.width});
  for (Op& op : graph.ops) {
    std::visit(OperationNumbers{all}, op.operation);
    for (ValueId& input : op.inputs) ints.push_back(&input);
    for (ParamId& parameter : op.parameters) ints.push_back(&parameter);
    ints.push_back(&op.output);
  }
  for (Block& block : graph.blocks) ints.insert(ints.end(), {&block.first_op, &block.num_ops});
  return all;
}

template <typename T>
void corrupt(T& number, Random& random) {
  const T large = std::numeric_limits<T>::max();
  const T extremes[] = {0, -1, 1, large, -large - 1, large / 2};
  const T old = number;
  while (number == old)
    number = random.below(2) ? extremes[random.below(std::size(extremes))]
                             : static_cast<T>(random.below(100));
}

void corrupt_one(const Numbers& numbers, Random& random) {
  const auto& [ints, dims, flags] = numbers;
  size_t i = random.below(ints.size() + dims.size() + flags.size());
  if (i < ints.size()) return corrupt(*ints[i], random);
  i -= ints.size();
  if (i < dims.size()) return corrupt(*dims[i], random);
  *flags[i - dims.size()] ^= true;
}

TEST(CheckFuzz, NamesEverySingleCorruption) {
  const Graph good = good_graph();
  Random random(1, "fuzz");
  for (int i = 0; i < 20'000; ++i) {
    Graph graph = good;
    corrupt_one(numbers_of(graph), random);
    ASSERT_FALSE(problems(graph).empty()) << to_text(graph);
  }
}

TEST(CheckFuzz, SurvivesManyCorruptionsAtOnce) {
  Random random(2, "fuzz");
  for (const char* name : {"fashion", "resnet50"}) {
    const Space space = load_space(name);
    const Graph good = lower(space, max_arch(space));
    for (int i = 0; i < 1000; ++i) {
      Graph graph = good;
      const Numbers numbers = numbers_of(graph);
      for (uint64_t n = 1 + random.below(20); n > 0; --n) corrupt_one(numbers, random);
      problems(graph);
    }
  }
}

TEST(CheckFuzz, SurvivesListsThatAreTooShort) {
  Random random(3, "fuzz");
  const Graph good = good_graph();
  for (int i = 0; i < 5000; ++i) {
    Graph graph = good;
    Op& op = graph.ops[random.below(graph.ops.size())];
    Parameter& parameter = graph.parameters[random.below(graph.parameters.size())];
    switch (random.below(7)) {
      case 0:
        op.inputs.resize(random.below(3));
        break;
      case 1:
        op.parameters.resize(random.below(3));
        break;
      case 2:
        parameter.axes.resize(random.below(5), Axis{0, true});
        break;
      case 3:
        parameter.transforms.resize(random.below(3));
        break;
      case 4:
        graph.values.resize(random.below(graph.values.size()));
        break;
      case 5:
        graph.parameters.resize(random.below(graph.parameters.size()));
        break;
      case 6:
        graph.dims.resize(random.below(graph.dims.size()));
        break;
    }
    EXPECT_EQ(problems(graph).empty(), graph == good);
  }
}

}  // namespace
}  // namespace ofa
