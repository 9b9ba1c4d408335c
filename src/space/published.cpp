#include "space/published.h"

#include <algorithm>
#include <initializer_list>

#include "core/error.h"

namespace ofa {
namespace {

// The parts whose choices the published lists go through.
struct Lists {
  std::vector<int> kernels, expands;  // by slot; choice ids
  std::vector<int> depths, channels;  // by part
};

Lists lists_of(const Space& space) {
  Lists lists;
  for (const Part& part : space.parts) {
    for (int block = 0; block < part.max_depth(); ++block) {
      if (part.kernel_choice[block] >= 0) lists.kernels.push_back(part.kernel_choice[block]);
      if (part.expand_choice[block] >= 0) lists.expands.push_back(part.expand_choice[block]);
    }
    if (part.depth_choice >= 0) lists.depths.push_back(part.depth_choice);
    if (part.channels_choice >= 0) lists.channels.push_back(part.channels_choice);
  }
  return lists;
}

class PublishedReader {
 public:
  PublishedReader(const Space& space, const Json& json, const std::string& source)
      : space_(space), json_(json), source_(source), lists_(lists_of(space)) {}

  // The three forms belong to three kinds of space; a list of one does not fit another.
  Arch read() {
    arch_.picks.assign(space_.choices.size(), kInactive);
    const bool of_blocks = all_are(lists_.kernels, true) && all_are(lists_.expands, true);
    const bool of_stages = all_are(lists_.kernels, false) && all_are(lists_.expands, false);
    if (!net_choices(space_).empty() || !(of_blocks || of_stages))
      fail("space {} has no published form", space_.name);
    if (of_blocks && lists_.kernels.empty()) {
      expect_keys({"d", "e", "w"}, "d, e, w, image_size");
      read_resnet();
    } else if (of_blocks) {
      expect_keys({"ks", "e", "d"}, "ks, e, d, r");
      read_mobile();
    } else {
      expect_keys({"width", "depth", "kernel_size", "expand_ratio"},
                  "resolution, width, depth, kernel_size, expand_ratio");
      read_attentive_nas();
    }
    expect_complete();
    make_canonical(space_, arch_);
    return arch_;
  }

 private:
  template <typename... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) const {
    throw Error("{}: {}", source_, fmt::format(format, std::forward<Args>(args)...));
  }

  bool all_are(const std::vector<int>& ids, bool of_blocks) const {
    return std::ranges::all_of(
        ids, [&](int id) { return (space_.choices[id].block >= 0) == of_blocks; });
  }

  void expect_keys(std::initializer_list<const char*> keys, const char* form) const {
    for (const char* key : keys)
      if (!json_.contains(key))
        fail("{} is missing; the published form of space {} has {}", key, space_.name, form);
  }

  // A space may leave open what its kind of form has no list for.
  void expect_complete() const {
    for (size_t id = 0; id < space_.choices.size(); ++id) {
      const Choice& choice = space_.choices[id];
      if (arch_.picks[id] == kInactive && is_active(space_, choice, arch_))
        fail("this published form cannot say the {} of {}, which space {} leaves open",
             name(choice.kind), space_.parts[choice.part].name, space_.name);
    }
  }

  // "ks": [...] or one number for all slots.
  std::vector<Json> slots(const char* key, size_t count) const {
    const Json& value = json_.at(key);
    if (value.is_number()) return std::vector<Json>(count, value);
    if (!value.is_array())
      fail("{}: expected {} numbers or one for all, got {}", key, count, shown(value));
    if (value.size() != count) fail("{}: expected {} numbers, got {}", key, count, value.size());
    return {value.begin(), value.end()};
  }

  int whole(const char* key, size_t slot, const Json& value, int most) const {
    if (!value.is_number_integer() || value < 0 || value > most)
      fail("{}.{}: expected a whole number from 0 to {}, got {}", key, slot, most, shown(value));
    return value.get<int>();
  }

  void read_resolution(std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
      if (!json_.contains(key)) continue;
      const Json& found = json_.at(key);
      const Json value = found.is_array() && found.size() == 1 ? found[0] : found;
      if (!value.is_number_integer() || value < kLowestResolution || value > kHighestResolution)
        fail("{}: expected a whole number from {} to {}, got {}", key, kLowestResolution,
             kHighestResolution, shown(found));
      arch_.resolution = value.get<int>();
      return;
    }
    fail("{} is missing: the resolution", *keys.begin());
  }

  void take(const char* key, size_t slot, int id, const Json& value) {
    const Choice& choice = space_.choices[id];
    const int candidate = value.is_number() ? choice.find(value.get<double>()) : -1;
    if (candidate < 0)
      fail("{}.{}: expected one of {}, got {}", key, slot, choice.labels_text(), shown(value));
    arch_.picks[id] = static_cast<int8_t>(candidate);
  }

  // What stands in the slot of a skipped block means nothing, and may be anything.
  void take_active(const char* key, const std::vector<int>& ids) {
    const std::vector<Json> values = slots(key, ids.size());
    for (size_t i = 0; i < ids.size(); ++i)
      if (is_active(space_, space_.choices[ids[i]], arch_)) take(key, i, ids[i], values[i]);
  }

  void read_mobile() {
    read_depths();
    take_active("ks", lists_.kernels);
    take_active("e", lists_.expands);
    read_resolution({"r", "image_size"});
  }

  // One number for each choice of a depth; ProxylessNAS lists its last stage too, which has none.
  void read_depths() {
    const Json& listed = json_.at("d");
    const size_t num_stages = space_.spec.stages.size();
    if (listed.is_array() && listed.size() == num_stages && all_in_stages(lists_.depths)) {
      const auto depths = slots("d", num_stages);
      for (size_t i = 0; i < num_stages; ++i) {
        const Part& part = space_.parts[space_.first_stage() + i];
        if (part.depth_choice >= 0) take("d", i, part.depth_choice, depths[i]);
      }
    } else {
      take_active("d", lists_.depths);
    }
  }

  bool all_in_stages(const std::vector<int>& ids) const {
    return std::ranges::all_of(
        ids, [&](int id) { return space_.choices[id].part >= space_.first_stage(); });
  }

  // d: of the stem 2, or less where its second convolution is skipped; of the stages what is added
  // to the least. w: positions in the lists of widths.
  void read_resnet() {
    const auto depths = slots("d", lists_.depths.size());
    for (size_t i = 0; i < depths.size(); ++i) {
      const Choice& choice = space_.choices[lists_.depths[i]];
      const bool of_stem = !space_.parts[choice.part].has_blocks;
      const int least = static_cast<int>(choice.candidates.front());
      const int most = of_stem ? 2 : static_cast<int>(choice.candidates.back()) - least;
      const int added = whole("d", i, depths[i], most);
      take("d", i, lists_.depths[i], of_stem ? (added == 2 ? 1 : 0) : least + added);
    }
    const auto widths = slots("w", lists_.channels.size());
    for (size_t i = 0; i < widths.size(); ++i) {
      const auto& settings = space_.choices[lists_.channels[i]].settings;
      const int position = whole("w", i, widths[i], static_cast<int>(settings.size()) - 1);
      arch_.picks[lists_.channels[i]] = static_cast<int8_t>(settings[position].candidate);
    }
    take_active("e", lists_.expands);
    read_resolution({"image_size", "r"});
  }

  // One value a stage: also for the first stage's expand, which is fixed.
  void read_attentive_nas() {
    take_active("width", lists_.channels);
    take_active("depth", lists_.depths);
    take_by_stage("kernel_size", &Part::kernel_choice);
    take_by_stage("expand_ratio", &Part::expand_choice);
    read_resolution({"resolution"});
  }

  void take_by_stage(const char* key, std::vector<int> Part::*choice) {
    const auto values = slots(key, space_.spec.stages.size());
    for (size_t i = 0; i < values.size(); ++i) {
      const Part& part = space_.parts[space_.first_stage() + i];
      const int id = (part.*choice)[0];
      const double fixed = choice == &Part::kernel_choice ? part.stage.kernel.values[0]
                                                          : part.stage.expand.values[0];
      if (id >= 0) take(key, i, id, values[i]);
      if (id < 0 && values[i] != fixed)
        fail("{}.{}: it is {} in space {}, got {}", key, i, fixed, space_.name, shown(values[i]));
    }
  }

  const Space& space_;
  const Json& json_;
  const std::string& source_;
  Lists lists_;
  Arch arch_;
};

}  // namespace

bool is_published_form(const Json& json) {
  return json.is_object() && !json.contains("stages") &&
         (json.contains("ks") || json.contains("kernel_size") ||
          (json.contains("d") && json.contains("e")));
}

Arch arch_from_published(const Space& space, const Json& json, const std::string& source) {
  return PublishedReader(space, json, source).read();
}

}  // namespace ofa
