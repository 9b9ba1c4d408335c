// A table's entries are blocks' keys: neither may two blocks share one, nor one have two.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "latency_testing.h"
#include "space/variants.h"

namespace ofa {
namespace {

// What a runtime is given: operations, and the shapes of all that goes in and out.
struct Work {
  std::vector<Operation> operations;
  std::vector<std::vector<int64_t>> inputs, outputs, parameters;

  bool operator==(const Work&) const = default;
};

Work work_of(const Graph& block) {
  const auto shape = [&](ValueId value) {
    const Value& v = block.values[value];
    return std::vector<int64_t>{value, block.channels(value), v.height, v.width};
  };
  Work work;
  for (const Op& op : block.ops) {
    work.operations.push_back(op.operation);
    for (const ValueId input : op.inputs) work.inputs.push_back(shape(input));
    work.outputs.push_back(shape(op.output));
    for (const ParamId id : op.parameters)
      work.parameters.push_back(block.active_sizes(block.parameters[id]));
  }
  return work;
}

std::set<std::string> keys_at(const Space& space, int resolution) {
  std::set<std::string> keys;
  const Variants variants(space);
  for (int64_t number = 0; number < variants.size(); ++number)
    if (variants.resolution(number) == resolution)
      keys.insert(variants.graph(number).blocks.front().key);
  return keys;
}

bool has_depthwise(const std::string& key) {
  return key.find(" dw") != key.npos;
}

// The first block's one; in each of five stages 9 of the first block and 9 of all others: 91. The
// stem and the head.
TEST(BlockKeys, OfMobileNetV3AreNinetyThreeAResolution) {
  for (const char* name : {"mobilenet_v3", "mobilenet_v3_1.2x"}) {
    const Space space = load_space(name);
    for (const int resolution : {160, 224}) {
      const auto keys = keys_at(space, resolution);
      EXPECT_EQ(keys.size(), 93U) << name << " at " << resolution;
      EXPECT_EQ(std::ranges::count_if(keys, has_depthwise), 91);
    }
  }
}

class EverySpacesKeys : public EveryShippedSpace {};
OFA_OVER_SHIPPED_SPACES(EverySpacesKeys);

TEST_P(EverySpacesKeys, AreEqualWhereOperationsAndShapesAre) {
  const Variants variants(space_);
  const std::set<int> resolutions{space_.resolutions.front(), space_.resolutions.back()};
  std::map<std::string, Work> works;
  std::map<std::vector<std::vector<int64_t>>, std::vector<std::string>> by_shapes;
  for (int64_t number = 0; number < variants.size(); ++number) {
    if (!resolutions.contains(variants.resolution(number))) continue;
    const Graph graph = variants.graph(number);
    const std::string& key = graph.blocks.front().key;
    const Work work = work_of(graph);
    const auto [found, is_new] = works.try_emplace(key, work);
    EXPECT_EQ(found->second, work) << key;
    if (!is_new) continue;
    for (const std::string& other : by_shapes[work.outputs])
      EXPECT_NE(works.at(other), work) << key << " and " << other;
    by_shapes[work.outputs].push_back(key);
  }
}

}  // namespace
}  // namespace ofa
