#include "nn/fuse.h"

#include <gmock/gmock.h>

#include <set>

#include "space/lower.h"
#include "space/sample.h"

namespace ofa {
namespace {

std::vector<int> ops_of(const FusedOps& row) {
  std::vector<int> ops{row.op};
  for (const int op : {row.add, row.activation})
    if (op >= 0) ops.push_back(op);
  ops.insert(ops.end(), row.gate.begin(), row.gate.end());
  return ops;
}

void expect_runs(const Graph& graph, const std::vector<FusedOps>& rows,
                 const std::vector<ValueId>& keep) {
  std::set<int> done;
  std::set<ValueId> known{graph.input};
  for (const FusedOps& row : rows) {
    for (const ValueId input : row.inputs(graph)) EXPECT_TRUE(known.contains(input)) << input;
    for (const int op : ops_of(row)) EXPECT_TRUE(done.insert(op).second) << graph.ops[op].name;
    known.insert(row.output(graph));
  }
  EXPECT_EQ(done.size(), graph.ops.size());
  for (const ValueId value : keep) EXPECT_TRUE(known.contains(value)) << value;
  EXPECT_TRUE(known.contains(graph.output));
}

std::string name_of_space(const testing::TestParamInfo<std::string>& info) {
  std::string text = info.param;
  std::ranges::replace(text, '.', '_');
  return text;
}

class EverySpaceFused : public testing::TestWithParam<std::string> {};

TEST_P(EverySpaceFused, RunsEachOperationOnceAfterWhatItReads) {
  const Space space = load_space(GetParam());
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Graph graph = lower(space, random_arch(space, 1, seed));
    expect_runs(graph, fuse(graph, {}), {});
    expect_runs(graph, one_by_one(graph), {});
    std::vector<ValueId> all;
    for (const Op& op : graph.ops) all.push_back(op.output);
    EXPECT_EQ(fuse(graph, all).size(), graph.ops.size());
    for (const ValueId value : all) expect_runs(graph, fuse(graph, {value}), {value});
  }
}

// What is left by itself costs little: no activation or addition that follows a norm, and nothing
// of squeeze-excite.
TEST_P(EverySpaceFused, LeavesNoPassThatANormCouldMake) {
  const Space space = load_space(GetParam());
  const Graph graph = lower(space, max_arch(space));
  std::set<ValueId> of_norms;
  for (const Op& op : graph.ops)
    if (std::holds_alternative<BatchNorm>(op.operation)) of_norms.insert(op.output);
  for (const FusedOps& row : fuse(graph, {})) {
    const Op& op = graph.ops[row.op];
    EXPECT_FALSE(std::holds_alternative<Mul>(op.operation)) << op.name;
    if (!std::holds_alternative<Add>(op.operation) &&
        !std::holds_alternative<Activation>(op.operation))
      continue;
    for (const ValueId input : op.inputs) EXPECT_FALSE(of_norms.contains(input)) << op.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceFused, testing::ValuesIn(space_names()), name_of_space);

}  // namespace
}  // namespace ofa
