#include <gtest/gtest.h>

#include <map>

#include "graph/cost.h"
#include "latency/table_json.h"
#include "space/arch_json.h"
#include "space/arch_text.h"
#include "space/lower.h"
#include "space/sample.h"
#include "tests/paths.h"
#include "tools/report/network_data.h"

namespace ofa {
namespace {

class EverySpaceReported : public testing::TestWithParam<std::string> {
 protected:
  // A choice of a stage's block, as the arch's JSON has it: the block's own or the stage's; null
  // where it is fixed.
  static Json chosen(const Json& stage, size_t block, const char* choice) {
    if (stage.contains("blocks")) return stage["blocks"].at(block).value(choice, Json());
    return stage.value(choice, Json());
  }

  void expect_choices(const Arch& arch, const Json& network) const {
    std::map<int, std::vector<Json>> by_part;
    for (const Json& block : network["blocks"]) by_part[block["part"]].push_back(block);
    const Json stages = to_json(space_, arch).value("stages", Json::array());
    for (size_t i = 0; i < stages.size(); ++i) {
      const std::vector<Json>& blocks = by_part[space_.first_stage() + static_cast<int>(i)];
      for (size_t j = 0; j < blocks.size(); ++j)
        for (const char* choice : {"kernel", "expand"})
          if (const Json wanted = chosen(stages[i], j, choice); !wanted.is_null()) {
            EXPECT_EQ(blocks[j][choice], wanted) << to_text(space_, arch);
          }
    }
  }

  Space space_ = load_space(GetParam());
};

TEST_P(EverySpaceReported, ShowsEveryBlockAsItWasChosen) {
  for (const Arch& arch : {min_arch(space_), max_arch(space_), random_arch(space_, 1)}) {
    const Json network = network_data(space_, {}, to_text(space_, arch));
    const Graph graph = lower(space_, arch);
    ASSERT_EQ(network["blocks"].size(), graph.blocks.size());
    double macs = 0;
    for (const Json& block : network["blocks"]) macs += block["macs"].get<double>();
    EXPECT_EQ(macs, cost(graph).macs);
    expect_choices(arch, network);
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceReported, testing::ValuesIn(space_names()));

// What no block takes is in it, too: a negative constant, in one of them.
TEST(ReportedNetwork, AddsUpToWhatTablesPredict) {
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "latency_tables")) {
    const Table table = load_table(entry.path());
    const Space space = load_space(table.space);
    Arch arch = random_arch(space, 1);
    arch.resolution = table.resolutions.front();
    const Json network = network_data(space, {{"latency_ms", "", table}}, to_text(space, arch));
    double ms = network["rest_ms"]["latency_ms"];
    for (const Json& block : network["blocks"]) ms += block["ms"]["latency_ms"].get<double>();
    EXPECT_NEAR(ms, predict(table, lower(space, arch)).ms, 1e-9);
  }
}

}  // namespace
}  // namespace ofa
