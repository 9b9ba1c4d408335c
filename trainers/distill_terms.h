#pragma once

#include <concepts>
#include <type_traits>
#include <variant>

#include "config/one_of.h"
#include "trainers/ramp.h"

namespace ofa {

// What makes a student like its teacher. A new term is a struct here, its formula in losses.h and a
// case in lesson.cpp.

// Cross-entropy against the teacher's distribution (Hinton et al., 2015).
struct SoftTerm {
  static constexpr const char* kName = "soft";
  static constexpr const char* kHelp = "cross-entropy against the teacher's distribution";

  Ramp weight;
  double temperature = 1;

  static void fields(auto& c, auto& v) {
    v.optional("weight", c.weight, "of this term");
    v.optional("temperature", c.temperature, kPositive, "softens both distributions");
  }
  bool operator==(const SoftTerm&) const = default;
};

// The larger of two alpha-divergences, sample by sample (AlphaNet; Wang et al., 2021).
struct AlphaTerm {
  static constexpr const char* kName = "alpha";
  static constexpr const char* kHelp = "the larger of two alpha-divergences from it";

  Ramp weight;
  double low = -1, high = 1;
  double clip = 5;

  static void fields(auto& c, auto& v) {
    v.optional("weight", c.weight, "of this term");
    v.optional("low", c.low, range(-10, 10), "alpha that punishes classes the teacher rules out");
    v.optional("high", c.high, range(-10, 10), "alpha that punishes classes the student misses");
    v.optional("clip", c.clip, kPositive, "importance weights are no larger than this");
  }
  bool operator==(const AlphaTerm&) const = default;
};

// Squared differences of logits (Ba and Caruana, 2014).
struct LogitsTerm {
  static constexpr const char* kName = "logits";
  static constexpr const char* kHelp = "squared differences of logits";

  Ramp weight;

  static void fields(auto& c, auto& v) { v.optional("weight", c.weight, "of this term"); }
  bool operator==(const LogitsTerm&) const = default;
};

// Which of a deeper stage's blocks teach those of a shallower one: the last ones, or evenly
// spread ones (Patient knowledge distillation; Sun et al., 2019).
enum class BlockMap { kLast, kSkip };
constexpr auto names_of(BlockMap) {
  return std::array{std::pair{BlockMap::kLast, "last"}, std::pair{BlockMap::kSkip, "skip"}};
}

// What terms that compare what blocks give have in common.
struct BlocksTerm {
  Ramp weight;
  BlockMap map = BlockMap::kLast;

  static void fields(auto& c, auto& v) {
    v.optional("weight", c.weight, "of this term");
    v.optional("map", c.map, "last or skip: whom a stage with fewer blocks learns from");
  }
  bool operator==(const BlocksTerm&) const = default;
};

// Squared differences of what blocks give, as parts of the teacher's mean square.
struct FeaturesTerm : BlocksTerm {
  static constexpr const char* kName = "features";
  static constexpr const char* kHelp = "squared differences of what blocks give";
};

// One minus the cosine between what blocks give, pixel by pixel (DistilBERT's third term; Sanh et
// al., 2019).
struct CosineTerm : BlocksTerm {
  static constexpr const char* kName = "cosine";
  static constexpr const char* kHelp = "one minus the cosine between what blocks give";
};

using DistillTerm = std::variant<SoftTerm, AlphaTerm, LogitsTerm, FeaturesTerm, CosineTerm>;

template <>
struct Codec<DistillTerm> : OneOfCodec<DistillTerm> {};

inline const Ramp& weight_of(const DistillTerm& term) {
  return std::visit([](const auto& one) -> const Ramp& { return one.weight; }, term);
}

inline const char* name_of(const DistillTerm& term) {
  return std::visit([](const auto& one) { return one.kName; }, term);
}

// Null where the term compares logits.
inline const BlocksTerm* blocks_term(const DistillTerm& term) {
  return std::visit(
      [](const auto& one) -> const BlocksTerm* {
        if constexpr (std::derived_from<std::decay_t<decltype(one)>, BlocksTerm>) return &one;
        return nullptr;
      },
      term);
}

}  // namespace ofa
