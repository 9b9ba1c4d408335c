#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "graph/graph.h"
#include "space/arch.h"
#include "tests/error_of.h"

namespace ofa {

#ifdef __SANITIZE_ADDRESS__
constexpr bool kIsSlow = true;
#else
constexpr bool kIsSlow = false;
#endif

// Small spaces with what the shipped ones do without, by name; as YAML.
const std::map<std::string, std::string>& toy_spaces();

Space space_from(const std::string& yaml, const std::string& name = "toy");

// The shipped ones and the toys.
std::vector<std::string> every_space_name();
Space every_space(const std::string& name);

// Random candidates of a space stay open, as many as give at most so many archs.
Space small_restriction(const Space& space, uint64_t seed, size_t most);

// Every arch of a space, found without its counting: choice by choice, in order. As settings, each
// listed value by itself, though two may be one.
std::vector<Arch> enumerate(const Space& space, bool settings = false);

// What an arch computes, in words. Equal where a runtime would do the same work.
std::string network_of(const Space& space, const Arch& arch);

class EverySpace : public testing::TestWithParam<std::string> {
 protected:
  const Space space_ = every_space(GetParam());
};

inline std::string name_of_space(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name)
    if (c == '.') c = '_';
  return name;
}

// INSTANTIATE_TEST_SUITE_P(Shipped, EverySpace, ...) of a suite that derives from EverySpace.
#define OFA_OVER_EVERY_SPACE(suite) \
  INSTANTIATE_TEST_SUITE_P(, suite, testing::ValuesIn(every_space_name()), name_of_space)

}  // namespace ofa
