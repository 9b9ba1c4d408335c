#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "graph/builder.h"
#include "space/arch.h"
#include "tests/error_of.h"

namespace ofa {

// One of everything: a stem, a max pool, a residual block with squeeze-excite whose kernel comes
// from 7 through 5 to 3, a pooled shortcut, a head. Its picture is 3 x 13 x 11.
Graph good_graph();

// What a test breaks, by name.
Op& op_of(Graph& graph, std::string_view name);
Parameter& parameter_of(Graph& graph, std::string_view name);
Dim& dim_of(Graph& graph, std::string_view name);
Block& block_of(Graph& graph, std::string_view name);

// Convolutions, linears and pools cannot write over what they read.
bool needs_its_own_output(const Op& op);

// The narrowest and the widest arch, and 20 at random.
std::vector<Arch> some_archs(const Space& space);

class EverySpace : public testing::TestWithParam<std::string> {
 protected:
  const Space space_ = load_space(GetParam());
};

std::string name_of_space(const testing::TestParamInfo<std::string>& info);

#define OFA_OVER_EVERY_SPACE(suite) \
  INSTANTIATE_TEST_SUITE_P(, suite, testing::ValuesIn(space_names()), name_of_space)

}  // namespace ofa
