#pragma once

#include <string>
#include <variant>

#include "config/one_of.h"

namespace ofa {

// How random archs are drawn.

struct PerChoiceDraw {
  static constexpr const char* kName = "per_choice";
  static constexpr const char* kHelp = "each choice evenly, as once-for-all (2020)";
  static void fields(auto&, auto&) {}
  bool operator==(const PerChoiceDraw&) const = default;
};

struct UniformDraw {
  static constexpr const char* kName = "uniform";
  static constexpr const char* kHelp = "each arch as often as every other";
  static void fields(auto&, auto&) {}
  bool operator==(const UniformDraw&) const = default;
};

// AttentiveNAS (Wang et al., 2021): costs come equally often, not choices.
struct MacsDraw {
  static constexpr const char* kName = "macs";
  static constexpr const char* kHelp = "MACs evenly, then an arch of about so many";

  double within = 0.02;

  static void fields(auto& c, auto& v) {
    v.optional("within", c.within, range(0.0001, 1),
               "how far an arch's MACs may be off those drawn, as a part of them");
  }
  bool operator==(const MacsDraw&) const = default;
};

// ElasticViT (Tang et al., 2023): steps that follow one another train archs of similar cost.
struct AdjacentDraw {
  static constexpr const char* kName = "adjacent";
  static constexpr const char* kHelp =
      "the same, from a band of MACs that is next to the step's before";

  int levels = 5;
  double within = 0.02;

  static void fields(auto& c, auto& v) {
    v.optional("levels", c.levels, range(2, 1000),
               "bands of MACs; steps go up and down through them, one at a time");
    v.optional("within", c.within, range(0.0001, 1),
               "how far an arch's MACs may be off those drawn, as a part of them");
  }
  bool operator==(const AdjacentDraw&) const = default;
};

using DrawConfig = std::variant<PerChoiceDraw, UniformDraw, MacsDraw, AdjacentDraw>;

template <>
struct Codec<DrawConfig> : OneOfCodec<DrawConfig> {};

enum class Take { kBest, kWorst };
constexpr auto names_of(Take) {
  return std::array{std::pair{Take::kBest, "best"}, std::pair{Take::kWorst, "worst"}};
}

// AttentiveNAS's BestUp and WorstUp: several archs are drawn, and one of them is trained.
struct CandidatesConfig {
  int archs = 3;
  Take take = Take::kBest;
  int images = 32;

  static void fields(auto& c, auto& v) {
    v.optional("archs", c.archs, range(2, 100), "that are drawn for one random one");
    v.optional("take", c.take, "best: the one of the smallest loss on the batch; or worst");
    v.optional("images", c.images, kAtLeastOne, "of the batch, at most, that the loss is taken on");
  }
  bool operator==(const CandidatesConfig&) const = default;
};

}  // namespace ofa
