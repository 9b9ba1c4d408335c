#include "measure/stand_in.h"

#include <gmock/gmock.h>

#include <cmath>

#include "measure/block_runtime.h"
#include "measure/plan.h"
#include "space/lower.h"
#include "space/sample.h"
#include "tests/space/space_testing.h"

namespace ofa {
namespace {

using testing::HasSubstr;

bool is_here(const std::string& runtime) {
  return std::ranges::any_of(file_runtimes(), [&](const BlockRuntime& known) {
    return known.name == runtime && known.absence.empty();
  });
}

class StandIns : public testing::TestWithParam<std::tuple<std::string, Arithmetic>> {};

// Ordinary numbers come out: infinite or vanishing ones would take another time.
TEST_P(StandIns, ComputeOrdinaryNumbersOnTheRuntime) {
  const auto [runtime_name, precision] = GetParam();
  if (!is_here(runtime_name)) GTEST_SKIP() << runtime_name << " is not here";
  const BlockRuntime runtime = choose_runtime(file_runtimes(), runtime_name, precision);
  const Space space = at_resolutions(load_space("fashion"), {24});
  std::vector<Graph> graphs = distinct_blocks(space);
  graphs.resize(12);
  graphs.push_back(lower(space, min_arch(space)));
  graphs.push_back(lower(space, random_arch(space, 1)));
  for (const Graph& graph : graphs) {
    const auto model = runtime.load(stand_in(graph, precision), {.precision = precision});
    model->set_batch(1);
    auto* input = reinterpret_cast<float*>(model->input().data());
    for (size_t i = 0; i < model->input().size() / sizeof(float); ++i)
      input[i] = static_cast<float>(std::sin(static_cast<double>(i)));
    model->call();
    double largest = 0;
    for (const float value : model->output(0)) {
      EXPECT_TRUE(std::isfinite(value));
      largest = std::max<double>(largest, std::abs(value));
    }
    EXPECT_GT(largest, 1e-3) << graph.blocks.front().key;
    EXPECT_LT(largest, 1e6) << graph.blocks.front().key;
  }
}
INSTANTIATE_TEST_SUITE_P(, StandIns,
                         testing::Combine(testing::Values("openvino", "onnxruntime"),
                                          testing::Values(Arithmetic::kFp32, Arithmetic::kInt8)),
                         [](const auto& test) {
                           return std::get<0>(test.param) + "_" + name(std::get<1>(test.param));
                         });

TEST(BlockRuntimes, AreNamedWhereTheyAreUnknown) {
  EXPECT_THAT(error_of([] { choose_runtime(file_runtimes(), "openvine", Arithmetic::kFp32); }),
              HasSubstr("openvine: no such runtime; did you mean openvino?"));
  if (!is_here("onnxruntime")) return;
  EXPECT_EQ(error_of([] { choose_runtime(file_runtimes(), "onnxruntime", Arithmetic::kBf16); }),
            "onnxruntime does not compute in bf16");
}

}  // namespace
}  // namespace ofa
