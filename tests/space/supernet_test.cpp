#include "space/supernet.h"

#include <map>
#include <set>

#include "space/costs.h"
#include "space/sample.h"
#include "space_testing.h"

namespace ofa {
namespace {

class SupernetOf : public EverySpace {};
OFA_OVER_EVERY_SPACE(SupernetOf);

TEST_P(SupernetOf, HoldsEveryParameterOfEveryArch) {
  const auto net = lower_supernet(space_);
  std::map<std::string, const Parameter*> shared;
  for (const Parameter& parameter : net.parameters) shared[parameter.name] = &parameter;
  const Sampler sampler(space_);
  Random random(1, "supernet");
  for (int i = 0; i < (kIsSlow ? 50 : 1000); ++i) {
    const Graph graph = lower(space_, sampler.uniform(random));
    for (const Parameter& own : graph.parameters) {
      ASSERT_TRUE(shared.contains(own.name)) << own.name;
      const Parameter& parameter = *shared[own.name];
      EXPECT_EQ(parameter.role, own.role);
      ASSERT_EQ(parameter.axes.size(), own.axes.size());
      for (size_t axis = 0; axis < own.axes.size(); ++axis) {
        const Dim &dim = graph.dims[own.axes[axis].dim],
                  &widest = net.dims[parameter.axes[axis].dim];
        EXPECT_EQ(widest.name, dim.name) << own.name;
        EXPECT_EQ(widest.widest, dim.widest) << own.name;
        EXPECT_LE(dim.active, widest.active) << own.name;
        EXPECT_EQ(parameter.axes[axis].centred, own.axes[axis].centred);
      }
      ASSERT_LE(own.transforms.size(), parameter.transforms.size()) << own.name;
      for (size_t step = 0; step < own.transforms.size(); ++step)
        EXPECT_EQ(net.parameters[parameter.transforms[step].matrix].name,
                  graph.parameters[own.transforms[step].matrix].name);
    }
  }
}

// Some arch reads each axis whole.
TEST_P(SupernetOf, IsNoWiderThanSomeArch) {
  const auto net = lower_supernet(space_);
  std::map<std::string, int64_t> largest;
  const Sampler sampler(space_);
  Random random(2, "supernet");
  for (int i = 0; i < (kIsSlow ? 100 : 1500); ++i) {
    const Graph graph = lower(space_, sampler.per_choice(random));
    for (const Dim& dim : graph.dims) largest[dim.name] = std::max(largest[dim.name], dim.active);
  }
  for (const Dim& dim : net.dims) EXPECT_EQ(largest[dim.name], dim.widest) << dim.name;
}

TEST_P(SupernetOf, OfARestrictionIsThatOfTheSpace) {
  EXPECT_EQ(lower_supernet(small_restriction(space_, 1, 20)), lower_supernet(space_));
}

TEST_P(SupernetOf, DimSizesAreThoseOfArchs) {
  const DimSizes sizes = dim_sizes(space_);
  DimSizes seen;
  const Sampler sampler(space_);
  Random random(3, "sizes");
  for (int i = 0; i < (kIsSlow ? 100 : 1500); ++i)
    for (const Dim& dim : lower(space_, sampler.per_choice(random)).dims) {
      ASSERT_TRUE(sizes.contains(dim.name)) << dim.name;
      EXPECT_TRUE(sizes.at(dim.name).contains(dim.active)) << dim.name << " of " << dim.active;
      seen[dim.name].insert(dim.active);
    }
  if (!kIsSlow) {
    EXPECT_EQ(sizes, seen);
  }
}

TEST_P(SupernetOf, EveryDimIsInOneClass) {
  const auto net = lower_supernet(space_);
  std::set<DimId> seen;
  for (const auto& members : net.classes)
    for (const DimId dim : members) EXPECT_TRUE(seen.insert(dim).second) << net.dims[dim].name;
  EXPECT_EQ(seen.size(), net.dims.size());
}

std::set<std::set<std::string>> joined_classes(const std::string& space) {
  const auto net = lower_supernet(every_space(space));
  std::set<std::set<std::string>> classes;
  for (const auto& members : net.classes) {
    if (members.size() < 2) continue;
    std::set<std::string> names;
    for (const DimId dim : members) names.insert(net.dims[dim].name);
    classes.insert(names);
  }
  return classes;
}

using Classes = std::set<std::set<std::string>>;

TEST(Supernet, ClassesAreDimsJoinedByAnIdentityAdd) {
  EXPECT_EQ(joined_classes("mobilenet_v3"), (Classes{{"stem.0.channels", "stem.1.channels"}}));
  EXPECT_EQ(joined_classes("proxyless"), Classes{});
  EXPECT_EQ(joined_classes("resnet50"), Classes{});
  EXPECT_EQ(
      joined_classes("attentive_nas"),
      (Classes{{"stem.channels", "stages.0.channels", "stages.1.channels", "stages.2.channels"},
               {"stages.5.channels", "stages.6.channels"}}));
  EXPECT_EQ(joined_classes("fashion"), (Classes{{"stages.0.channels", "stages.1.channels"}}));
}

class CostTableOf : public EverySpace {};
OFA_OVER_EVERY_SPACE(CostTableOf);

TEST_P(CostTableOf, EqualsTheCostOfTheLoweredGraph) {
  CostTable costs(space_);
  const Sampler sampler(space_);
  Random random(4, "costs");
  for (int i = 0; i < (kIsSlow ? 20 : 200); ++i) {
    Arch arch = sampler.per_choice(random);
    EXPECT_EQ(costs(arch), cost(lower(space_, arch)));
    if (i % 10 == 0) {
      arch.resolution += 1;  // most often in no list
      EXPECT_EQ(costs(arch), cost(lower(space_, arch)));
    }
  }
  EXPECT_EQ(costs(min_arch(space_)), cost(lower(space_, min_arch(space_))));
  EXPECT_EQ(costs(max_arch(space_)), cost(lower(space_, max_arch(space_))));
}

}  // namespace
}  // namespace ofa
