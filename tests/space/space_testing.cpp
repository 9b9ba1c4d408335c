#include "space_testing.h"

#include <algorithm>
#include <cmath>

#include "config/fields.h"
#include "config/yaml.h"
#include "core/random.h"
#include "space/lower.h"
#include "toy_spaces.h"

namespace ofa {
namespace {

// How many blocks a part has, from the numbers in its YAML.
int num_blocks(const Space& space, const Part& part, const Arch& arch) {
  if (part.kind != PartKind::kStage) return 0;
  const double listed =
      part.depth_choice < 0
          ? part.stage.depth.values[0]
          : space.choices[part.depth_choice].candidates[arch.picks[part.depth_choice]];
  if (!part.has_blocks || !space.spec.compound) return static_cast<int>(listed);
  const int compound = space.compound_choice < 0 ? 0 : arch.picks[space.compound_choice];
  return static_cast<int>(std::ceil(listed * space.spec.compound->values[compound].depth));
}

class Enumerator {
 public:
  Enumerator(const Space& space, bool settings) : space_(space), settings_(settings) {}

  std::vector<Arch> run() {
    const bool by_compound = space_.spec.compound.has_value();
    for (const int resolution : by_compound ? std::vector<int>{0} : space_.open_resolutions) {
      Arch arch{resolution, std::vector<int8_t>(space_.choices.size(), kInactive)};
      visit(arch, 0);
    }
    return std::move(found_);
  }

 private:
  void visit(Arch& arch, size_t id) {
    if (id == space_.choices.size()) return add(arch);
    const Choice& choice = space_.choices[id];
    if (choice.block >= num_blocks_at(choice, arch)) {
      arch.picks[id] = kInactive;
      return visit(arch, id + 1);
    }
    for (const int8_t candidate : taken(choice)) {
      arch.picks[id] = candidate;
      visit(arch, id + 1);
    }
  }

  int num_blocks_at(const Choice& choice, const Arch& arch) const {
    return choice.block < 0 ? 0 : num_blocks(space_, space_.parts[choice.part], arch);
  }

  std::vector<int8_t> taken(const Choice& choice) const {
    if (!settings_) return choice.open;
    std::vector<int8_t> all;
    for (const auto& setting : choice.settings)
      if (std::ranges::count(choice.open, setting.candidate))
        all.push_back(static_cast<int8_t>(setting.candidate));
    return all;
  }

  void add(Arch arch) {
    if (space_.spec.compound) {
      const int compound = space_.compound_choice < 0 ? 0 : arch.picks[space_.compound_choice];
      arch.resolution = space_.spec.compound->values[compound].resolution;
    }
    found_.push_back(std::move(arch));
  }

  const Space& space_;
  bool settings_;
  std::vector<Arch> found_;
};

}  // namespace

Space space_from(const std::string& yaml, const std::string& name) {
  return make_space(name, read<SpaceSpec>(parse_yaml(yaml, name + ".yaml")));
}

const std::map<std::string, std::string>& toy_spaces() {
  static const std::map<std::string, std::string> toys(std::begin(kToySpaces),
                                                       std::end(kToySpaces));
  return toys;
}

std::vector<std::string> every_space_name() {
  std::vector<std::string> names = space_names();
  for (const auto& [name, yaml] : toy_spaces()) names.push_back(name);
  return names;
}

Space every_space(const std::string& name) {
  const auto toy = toy_spaces().find(name);
  return toy == toy_spaces().end() ? load_space(name) : space_from(toy->second, name);
}

// Choices are opened one candidate at a time, as long as the product of all stays small.
Space small_restriction(const Space& space, uint64_t seed, size_t most) {
  Random random(seed, "small restriction");
  Space small = space;
  size_t product = 1;
  for (Choice& choice : small.choices)
    choice.open = {choice.open[random.below(choice.open.size())]};
  small.open_resolutions = {space.open_resolutions[random.below(space.open_resolutions.size())]};
  for (int attempt = 0; attempt < 200 && !small.choices.empty(); ++attempt) {
    const size_t id = random.below(small.choices.size() + 1);
    const auto open_one = [&](const auto& all, auto& open) {
      const auto value = all[random.below(all.size())];
      const size_t grown = product / open.size() * (open.size() + 1);
      if (std::ranges::count(open, value) || grown > most) return;
      open.push_back(value);
      std::ranges::sort(open);
      product = grown;
    };
    if (id == small.choices.size()) {
      if (!space.spec.compound) open_one(space.open_resolutions, small.open_resolutions);
    } else {
      open_one(space.choices[id].open, small.choices[id].open);
    }
  }
  return small;
}

std::vector<Arch> enumerate(const Space& space, bool settings) {
  return Enumerator(space, settings).run();
}

std::string network_of(const Space& space, const Arch& arch) {
  std::string text;
  for (const Block& block : lower(space, arch).blocks) text += block.key + "\n";
  return text;
}

}  // namespace ofa
