#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/fields.h"
#include "tests/error_of.h"

namespace ofa {

// A configuration like the program's own, with every kind of field.

enum class Decay { kCosine, kStep, kNone };
constexpr auto names_of(Decay) {
  return std::array{std::pair{Decay::kCosine, "cosine"}, std::pair{Decay::kStep, "step"},
                    std::pair{Decay::kNone, "none"}};
}

// `open: all`, or the choices that are open: `open: {kernel: all, depth: 2}`.
struct OpenChoices {
  bool all = false;
  std::map<std::string, Node> choices;
  bool operator==(const OpenChoices&) const = default;
};

template <>
struct Codec<OpenChoices> {
  static OpenChoices read(const Node& node) {
    if (node.is_scalar() && node.text == "all") return {.all = true, .choices = {}};
    if (!node.is_map()) throw node.error("expected {}, got {}", type_name(), shown(node));
    for (const Node& item : node.items) {
      if (!item.is_scalar()) throw item.error("expected a count or all, got {}", shown(item));
    }
    return {.all = false, .choices = Codec<std::map<std::string, Node>>::read(node)};
  }
  static Node dump(const OpenChoices& open) {
    if (open.all) return Node::scalar("all");
    return Codec<std::map<std::string, Node>>::dump(open.choices);
  }
  static std::string type_name() { return "all or a map of choices"; }
};

struct Schedule {
  Fraction warmup{0.05};
  Decay decay = Decay::kCosine;
  bool operator==(const Schedule&) const = default;

  static void fields(auto& c, auto& v) {
    v.optional("warmup", c.warmup, "part of all steps in which lr rises");
    v.optional("decay", c.decay, "how lr falls");
  }
};

struct Phase {
  std::string name;
  double lr = 0.08;
  int archs_per_step = 1;
  Candidates<int> kernel{{3}};
  OpenChoices open;
  std::optional<Schedule> schedule;
  bool operator==(const Phase&) const = default;

  static void fields(auto& c, auto& v) {
    v.required("name", c.name, kFilled, "what logs call the phase");
    v.optional("lr", c.lr, kPositive, "peak learning rate");
    v.optional("archs_per_step", c.archs_per_step, kAtLeastOne, "archs in a step");
    v.optional("kernel", c.kernel, Rule{.low = 1, .high = 7, .distinct = true}, "kernel sizes");
    v.optional("open", c.open, "choices that are sampled");
    v.optional("schedule", c.schedule, "a schedule of its own");
  }
};

struct Training {
  int64_t seed = 0;
  std::optional<Duration> budget;
  Count images{128};
  std::vector<double> scales = {0.5, 1};
  std::map<std::string, std::string> tables;
  Schedule schedule{.warmup = {0.1}, .decay = Decay::kStep};
  bool resume = false;
  std::vector<Phase> phases;
  bool operator==(const Training&) const = default;

  static void fields(auto& c, auto& v) {
    v.optional("seed", c.seed, kNonNegative, "first of all random numbers");
    v.optional("budget", c.budget, kPositive, "time to train in");
    v.optional("images", c.images, "images a step");
    v.optional("scales", c.scales, range(0, 1), "widths to try");
    v.optional("tables", c.tables, "latency tables by name");
    v.optional("schedule", c.schedule, "how lr moves");
    v.optional("resume", c.resume, "go on");
    v.required("phases", c.phases, kFilled, "what is trained, in order");
  }

  void check(const Node& node) const {
    if (resume && seed != 0) throw node.error_at("seed", "a resumed run keeps its seed");
  }
};

inline constexpr const char* kTrainingYaml = R"(# a run
seed: 3
budget: 8m                  # of time
images: 1.5k
scales: [0.25, 0.5]
tables: {here: "tables/a b.json", phone: tables/phone.json}
schedule: {warmup: 5%, decay: cosine}
phases:
  - {name: all, lr: 0.15, kernel: [3, 5], open: all}
  - name: depth
    lr: 1e-3
    open: {kernel: all, depth: 2}
    schedule: {decay: none}
)";

// What reading a T from the text throws; the file is a.yaml.
template <typename T>
std::string read_error(const std::string& text) {
  return error_of([&] { read<T>(parse_yaml(text, "a.yaml")); });
}

}  // namespace ofa
