#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "latency/table.h"
#include "space/arch.h"
#include "tests/error_of.h"

namespace ofa {

// Times of every block of a space at these resolutions, as a machine would take them that does not
// exist: equal operations take equal time, and a MAC of a depthwise convolution as long as ten
// others. Its correction has none of its numbers at nothing.
Table made_up_table(const Space& space, const std::vector<int>& resolutions);

// Networks at the table's resolutions: drawn; and the same kernel, expand ratio and depth
// throughout, each of them in turn.
std::vector<Arch> random_archs(const Space& space, const Table& table, int count, uint64_t seed);
std::vector<Arch> structured_archs(const Space& space, const Table& table);

// As if they had been measured: what the table's correction says, off by a part of this deviation.
void add_networks(const Space& space, Table& table, NetworkRole role,
                  const std::vector<Arch>& archs, double noise);

// mobilenet_v3's at 128 and 176, with networks of every role.
Table made_up_mobilenet(const Space& space, double noise);

class EveryShippedSpace : public testing::TestWithParam<std::string> {
 protected:
  const Space space_ = load_space(GetParam());
};

inline std::string name_of_space(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name)
    if (c == '.') c = '_';
  return name;
}

// Instantiates a suite that derives from EveryShippedSpace.
#define OFA_OVER_SHIPPED_SPACES(suite) \
  INSTANTIATE_TEST_SUITE_P(, suite, testing::ValuesIn(space_names()), name_of_space)

}  // namespace ofa
