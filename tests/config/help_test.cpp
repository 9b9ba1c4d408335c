#include "config/help.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace ofa {
namespace {

TEST(Help, ListsEveryKey) {
  EXPECT_EQ(help<Training>(),
            R"(  seed      0         first of all random numbers [a whole number >= 0]
  budget    null      time to train in [a duration (90s, 10m, 1.5h) > 0, or null]
  images    128       images a step [a count (500, 10k, 1.5M)]
  scales    [0.5, 1]  widths to try [a list, each a number from 0 to 1]
  tables    {}        latency tables by name [a map from names, each to text]
  schedule            how lr moves [a map]
  resume    false     go on [true or false]
  phases    required  what is trained, in order [a list, each a map (not empty)]

schedule:
  warmup  0.1   part of all steps in which lr rises [a fraction (5% or 0.05)]
  decay   step  how lr falls [one of cosine, step, none]

phases.N:
  name            required  what logs call the phase [text (not empty)]
  lr              0.08      peak learning rate [a number > 0]
  archs_per_step  1         archs in a step [a whole number >= 1]
  kernel          3         kernel sizes [a whole number from 1 to 7 or a list of them (no value twice)]
  open            {}        choices that are sampled [all or a map of choices]
  schedule        null      a schedule of its own [a map, or null]

phases.N.schedule:
  warmup  0.05    part of all steps in which lr rises [a fraction (5% or 0.05)]
  decay   cosine  how lr falls [one of cosine, step, none]
)");
}

TEST(Help, ShowsOneSectionAndWhatIsBelow) {
  const std::string schedule =
      R"(phases.N.schedule:
  warmup  0.05    part of all steps in which lr rises [a fraction (5% or 0.05)]
  decay   cosine  how lr falls [one of cosine, step, none]
)";
  EXPECT_EQ(help<Training>("phases.schedule"), schedule);
  EXPECT_EQ(help<Training>("phases.N.schedule"), schedule);
  EXPECT_TRUE(help<Training>("phases").starts_with("phases.N:\n  name "));
  EXPECT_TRUE(help<Training>("phases").ends_with("\n\n" + schedule));
}

TEST(Help, RejectsAnUnknownSection) {
  EXPECT_EQ(error_of([] { help<Training>("phses"); }),
            "phses: no such section; did you mean phases?");
}

}  // namespace
}  // namespace ofa
