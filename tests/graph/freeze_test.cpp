#include "graph/freeze.h"

#include "graph/check.h"
#include "graph/cost.h"
#include "graph_testing.h"
#include "space/lower.h"

namespace ofa {
namespace {

class FreezeEverySpace : public EverySpace {};
OFA_OVER_EVERY_SPACE(FreezeEverySpace);

TEST_P(FreezeEverySpace, LeavesTheSameNetworkAndNothingWider) {
  for (const Arch& arch : some_archs(space_)) {
    const Graph graph = lower(space_, arch), frozen = freeze(graph);
    EXPECT_EQ(problems(frozen), std::vector<std::string>{});
    EXPECT_EQ(frozen.blocks, graph.blocks);
    EXPECT_EQ(cost(frozen), cost(graph));
    EXPECT_EQ(supernet_params(frozen), cost(graph).params);
  }
}

}  // namespace
}  // namespace ofa
