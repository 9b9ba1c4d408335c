#include "tools/describe.h"

#include <gmock/gmock.h>

#include "space/costs.h"
#include "space/lower.h"
#include "space/sample.h"

namespace ofa {
namespace {

using testing::HasSubstr;

class EverySpaceDescribed : public testing::TestWithParam<std::string> {
 protected:
  Space space_ = load_space(GetParam());
};

TEST_P(EverySpaceDescribed, ListsEveryPartAndCost) {
  const std::string text = space_text(space_);
  for (const char* word :
       {"part", "stem", "stage 0", "head", "MMACs", "min", "median", "max", "1,001 archs, seed 0"})
    EXPECT_THAT(text, HasSubstr(word));
}

TEST_P(EverySpaceDescribed, HasTheMedianBetweenTheEnds) {
  const Json json = space_json(space_);
  for (const char* figure : {"macs", "params"}) {
    EXPECT_LE(json["min"][figure], json["median"][figure]);
    EXPECT_LE(json["median"][figure], json["max"][figure]);
  }
}

TEST_P(EverySpaceDescribed, SumsAnArchsBlocks) {
  const Arch arch = random_arch(space_, 3);
  const Json json = arch_json(space_, arch);
  int64_t macs = 0, params = 0;
  for (const Json& block : json["blocks"]) {
    macs += block["macs"].get<int64_t>();
    params += block["params"].get<int64_t>();
  }
  EXPECT_EQ(json["macs"], macs);
  EXPECT_EQ(json["params"], params);
  EXPECT_EQ(arch_from_json(space_, json["arch"], "test"), arch);
  EXPECT_THAT(arch_text(space_, arch), HasSubstr("total"));
}

INSTANTIATE_TEST_SUITE_P(Spaces, EverySpaceDescribed, testing::ValuesIn(space_names()));

}  // namespace
}  // namespace ofa
