#pragma once

#include <array>
#include <optional>
#include <utility>

#include "config/fields.h"

namespace ofa {

// What says how much a channel matters.
enum class ImportanceBy { kMagnitude, kTaylor, kMovement };
constexpr auto names_of(ImportanceBy) {
  return std::array{std::pair{ImportanceBy::kMagnitude, "magnitude"},
                    std::pair{ImportanceBy::kTaylor, "taylor"},
                    std::pair{ImportanceBy::kMovement, "movement"}};
}

// MACs to come down to: `25%` of what the network took when training began, or `3.6M`.
struct MacsTarget {
  Fraction part;
  Count macs;

  int64_t of(int64_t whole) const {
    return macs.value ? macs.value : static_cast<int64_t>(part.value * static_cast<double>(whole));
  }
  bool operator==(const MacsTarget&) const = default;
};

template <>
struct Codec<MacsTarget> {
  static MacsTarget read(const Node& node) {
    const auto number = node.is_scalar() ? parse_quantity(node.text) : std::nullopt;
    if (!number || *number <= 0) throw node.error("expected {}, got {}", type_name(), shown(node));
    return *number <= 1 ? MacsTarget{ofa::read<Fraction>(node), {}}
                        : MacsTarget{{}, ofa::read<Count>(node)};
  }
  static Node dump(const MacsTarget& target) {
    return target.macs.value ? ofa::dump(target.macs) : ofa::dump(target.part);
  }
  static std::string type_name() { return "a part of its MACs (25%), or how many (3.6M)"; }
};

// A phase narrows the one network that is trained: `ofa finetune SUBNET`.
struct PruneConfig {
  MacsTarget macs;
  ImportanceBy by = ImportanceBy::kTaylor;
  double smoothing = 0.9;
  int64_t every = 20;
  Fraction within{0.6};
  int granularity = 8;

  static void fields(auto& c, auto& v) {
    v.required("macs", c.macs, "what the network comes down to");
    v.optional("by", c.by, "which channels go first: those that matter least by this");
    v.optional("smoothing", c.smoothing, range(0, 0.9999),
               "part of a channel's score that stays from one step to the next");
    v.optional("every", c.every, kAtLeastOne, "steps from one narrowing to the next");
    v.optional("within", c.within, kPositive, "part of the phase in which it narrows");
    v.optional("granularity", c.granularity, range(1, 256),
               "channels come and go in multiples of this");
  }
  bool operator==(const PruneConfig&) const = default;
};

}  // namespace ofa
