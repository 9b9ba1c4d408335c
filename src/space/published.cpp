#include "space/published.h"

#include <algorithm>

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

  Arch read() {
    arch_.picks.assign(space_.choices.size(), kInactive);
    check_kind();
    if (json_.contains("kernel_size")) {
      read_attentive_nas();
    } else if (json_.contains("w")) {
      read_resnet();
    } else {
      read_mobile();
    }
    make_canonical(space_, arch_);
    return arch_;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw Error("{}: {}", source_, what); }

  // The three forms belong to three kinds of space; a list of one does not fit another.
  void check_kind() const {
    const char* expects = lists_.kernels.empty() ? "d, e, w, image_size"
                          : space_.choices[lists_.kernels[0]].block < 0
                              ? "resolution, width, depth, kernel_size, "
                                "expand_ratio"
                              : "ks, e, d, r";
    const bool fits = lists_.kernels.empty()                        ? json_.contains("w")
                      : space_.choices[lists_.kernels[0]].block < 0 ? json_.contains("kernel_size")
                                                                    : json_.contains("ks");
    if (!fits)
      fail(fmt::format("not a published form of space {}, which has the keys {}", space_.name,
                       expects));
  }

  // "ks": [...] or one number for all slots.
  std::vector<double> numbers(const char* key, size_t count, size_t also = 0) const {
    if (!json_.contains(key)) fail(fmt::format("{} is missing", key));
    const Json& value = json_.at(key);
    if (value.is_number()) return std::vector<double>(count, value.get<double>());
    const bool fits = value.is_array() && (value.size() == count || value.size() == count + also) &&
                      std::ranges::all_of(value, [](const Json& item) { return item.is_number(); });
    if (!fits) fail(fmt::format("{}: expected {} numbers", key, count));
    return value.get<std::vector<double>>();
  }

  void read_resolution(std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
      if (!json_.contains(key)) continue;
      Json value = json_.at(key);
      if (value.is_array() && value.size() == 1) value = Json(value[0]);
      if (!value.is_number_integer() || value < 8 || value > 2048)
        fail(fmt::format("{}: expected a whole number from 8 to 2048", key));
      arch_.resolution = value.get<int>();
      return;
    }
    arch_.resolution = space_.resolutions.back();
  }

  void take(const char* key, int id, double value) {
    const int candidate = space_.choices[id].find(value);
    if (candidate < 0)
      fail(fmt::format("{}: {} is not a candidate in space {}", key, value, space_.name));
    arch_.picks[id] = static_cast<int8_t>(candidate);
  }

  void take_all(const char* key, const std::vector<int>& ids, const std::vector<double>& values) {
    for (size_t i = 0; i < ids.size(); ++i) take(key, ids[i], values[i]);
  }

  // What stands in the slot of a skipped block means nothing, and may be anything.
  void take_active(const char* key, const std::vector<int>& ids,
                   const std::vector<double>& values) {
    for (size_t i = 0; i < ids.size(); ++i)
      if (is_active(space_, space_.choices[ids[i]], arch_)) take(key, ids[i], values[i]);
  }

  // ProxylessNAS lists one depth more: that of its last stage, which is always 1.
  void read_mobile() {
    take_all("d", lists_.depths, numbers("d", lists_.depths.size(), 1));
    take_active("ks", lists_.kernels, numbers("ks", lists_.kernels.size()));
    take_active("e", lists_.expands, numbers("e", lists_.expands.size()));
    read_resolution({"r", "image_size"});
  }

  // d: of the stem 0 or 2, for whether its second convolution is there; of the stages what is added
  // to the least. w: positions in the lists of widths.
  void read_resnet() {
    const auto depths = numbers("d", lists_.depths.size());
    for (size_t i = 0; i < depths.size(); ++i) {
      const Choice& choice = space_.choices[lists_.depths[i]];
      const bool of_stem = !space_.parts[choice.part].has_blocks;
      const double value =
          of_stem ? (depths[i] == 0 ? 0 : 1) : choice.candidates.front() + depths[i];
      take("d", lists_.depths[i], value);
    }
    const auto widths = numbers("w", lists_.channels.size());
    for (size_t i = 0; i < widths.size(); ++i) {
      const auto& settings = space_.choices[lists_.channels[i]].settings;
      if (widths[i] < 0 || widths[i] >= static_cast<double>(settings.size()))
        fail(fmt::format("w: expected positions from 0 to {}, got {}", settings.size() - 1,
                         widths[i]));
      arch_.picks[lists_.channels[i]] =
          static_cast<int8_t>(settings[static_cast<size_t>(widths[i])].candidate);
    }
    take_active("e", lists_.expands, numbers("e", lists_.expands.size()));
    read_resolution({"image_size", "r"});
  }

  // One value a stage: also for the first stage's expand, which is fixed.
  void read_attentive_nas() {
    take_all("width", lists_.channels, numbers("width", lists_.channels.size()));
    take_all("depth", lists_.depths, numbers("depth", lists_.depths.size()));
    const size_t num_stages = space_.spec.stages.size();
    take_by_stage("kernel_size", numbers("kernel_size", num_stages), &Part::kernel_choice);
    take_by_stage("expand_ratio", numbers("expand_ratio", num_stages), &Part::expand_choice);
    read_resolution({"resolution"});
  }

  void take_by_stage(const char* key, const std::vector<double>& values,
                     std::vector<int> Part::*choice) {
    for (size_t i = 0; i < values.size(); ++i) {
      const Part& part = space_.parts[space_.first_stage() + i];
      const int id = (part.*choice)[0];
      const double fixed = choice == &Part::kernel_choice ? part.stage.kernel.values[0]
                                                          : part.stage.expand.values[0];
      if (id >= 0) {
        take(key, id, values[i]);
      } else if (values[i] != fixed) {
        fail(fmt::format("{}: {} of stage {} is fixed at {}", key, values[i], i, fixed));
      }
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
