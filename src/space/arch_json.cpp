#include "space/arch_json.h"

#include <algorithm>

#include "config/nearest.h"
#include "core/error.h"
#include "space/published.h"

namespace ofa {
namespace {

Json candidate_json(const Choice& choice, int candidate) {
  if (!choice.labels.empty()) return choice.label(candidate);
  const double value = choice.candidates[candidate];
  if (value == static_cast<int64_t>(value)) return static_cast<int64_t>(value);
  return value;
}

class ArchWriter {
 public:
  ArchWriter(const Space& space, const Arch& arch) : space_(space), arch_(arch) {}

  Json write() const {
    Json json{{"space", space_.name}};
    if (space_.compound_choice < 0 ||
        !std::ranges::binary_search(space_.resolutions, arch_.resolution))
      json["resolution"] = arch_.resolution;
    for (const int id : net_choices(space_)) put(json, id);
    for (const PartGroup& group : groups(space_)) {
      Json list = Json::array();
      for (const int part : group.parts) list.push_back(part_json(space_.parts[part]));
      json[group.key] = group.is_one ? list[0] : list;
    }
    return json;
  }

 private:
  void put(Json& json, int id) const {
    if (id >= 0)
      json[name(space_.choices[id].kind)] = candidate_json(space_.choices[id], arch_.picks[id]);
  }

  Json part_json(const Part& part) const {
    const PartChoices own = choices_of(space_, part);
    Json json = Json::object();
    put(json, own.channels);
    if (!own.per_block) put(json, own.depth);
    put(json, own.kernel);
    put(json, own.expand);
    if (!own.per_block) return json;
    json["blocks"] = Json::array();
    for (int block = 0; block < depth_of(space_, part, arch_); ++block) {
      Json entry = Json::object();
      for (const int id : block_choices(space_, part, block)) put(entry, id);
      json["blocks"].push_back(entry);
    }
    return json;
  }

  const Space& space_;
  const Arch& arch_;
};

class ArchReader {
 public:
  ArchReader(const Space& space, const Json& json, const std::string& source)
      : space_(space), json_(json), source_(source) {}

  Arch read() {
    expect_object(json_, "");
    arch_.picks.assign(space_.choices.size(), kInactive);
    check_keys(json_, "", keys());
    read_space();
    for (const int id : net_choices(space_)) read_choice(json_, "", id);
    read_resolution();
    for (const PartGroup& group : groups(space_)) read_group(group);
    make_canonical(space_, arch_);
    return arch_;
  }

 private:
  template <typename... Args>
  Error error(const std::string& path, fmt::format_string<Args...> format, Args&&... args) const {
    const std::string what = fmt::format(format, std::forward<Args>(args)...);
    return Error("{}: {}{}", source_, path.empty() ? "" : path + ": ", what);
  }

  static std::string below(const std::string& path, const std::string& key) {
    return path.empty() ? key : path + "." + key;
  }

  void expect_object(const Json& json, const std::string& path) const {
    if (!json.is_object()) throw error(path, "expected an object, got {}", shown(json));
  }

  std::vector<std::string> keys() const {
    std::vector<std::string> keys = names_of(net_choices(space_));
    keys.insert(keys.begin(), {"space", "resolution"});
    for (const PartGroup& group : groups(space_)) keys.emplace_back(group.key);
    return keys;
  }

  std::vector<std::string> keys_of(const PartChoices& own) const {
    std::vector<std::string> keys =
        names_of({own.channels, own.per_block ? -1 : own.depth, own.kernel, own.expand});
    if (own.per_block) keys.emplace_back("blocks");
    return keys;
  }

  std::vector<std::string> names_of(const std::vector<int>& ids) const {
    std::vector<std::string> names;
    for (const int id : ids)
      if (id >= 0) names.emplace_back(name(space_.choices[id].kind));
    return names;
  }

  void check_keys(const Json& json, const std::string& path,
                  const std::vector<std::string>& known) const {
    for (const auto& [key, value] : json.items()) {
      if (std::ranges::find(known, key) != known.end()) continue;
      const std::string near = did_you_mean(key, known);
      throw error(path, "unknown key {}{}", shown(key),
                  near.empty() ? fmt::format("; expected {}", fmt::join(known, ", ")) : near);
    }
  }

  void read_space() const {
    const auto found = json_.find("space");
    if (found != json_.end() && *found != space_.name)
      throw error("space", "expected \"{}\", got {}", space_.name, shown(*found));
  }

  void read_resolution() {
    const bool implied = space_.compound_choice >= 0 || space_.resolutions.size() == 1;
    arch_.resolution = space_.resolutions[0];
    if (const auto found = json_.find("resolution"); found != json_.end()) {
      if (!found->is_number_integer() || *found < kLowestResolution || *found > kHighestResolution)
        throw error("resolution", "expected a whole number from {} to {}, got {}",
                    kLowestResolution, kHighestResolution, shown(*found));
      arch_.resolution = found->get<int>();
      check_compound();
    } else if (!implied) {
      throw error("", "resolution is missing");
    }
  }

  // A compound goes with its own resolution; make_canonical would take it silently.
  void check_compound() const {
    if (space_.compound_choice < 0) return;
    const Choice& choice = space_.choices[space_.compound_choice];
    const int pick = arch_.picks[space_.compound_choice];
    const int own = space_.spec.compound->values[pick].resolution;
    if (own != arch_.resolution && std::ranges::binary_search(space_.resolutions, arch_.resolution))
      throw error("resolution", "{} goes with {}, got {}", choice.label(pick), own,
                  arch_.resolution);
  }

  void read_choice(const Json& json, const std::string& path, int id) {
    if (id < 0) return;
    const Choice& choice = space_.choices[id];
    const auto found = json.find(name(choice.kind));
    if (found == json.end())
      throw error(path, "{} is missing; expected one of {}", name(choice.kind),
                  choice.labels_text());
    int candidate = -1;
    if (found->is_number() && choice.labels.empty()) candidate = choice.find(found->get<double>());
    if (found->is_string()) candidate = choice.find_label(found->get<std::string>());
    if (candidate < 0)
      throw error(below(path, name(choice.kind)), "expected one of {}, got {}",
                  choice.labels_text(), shown(*found));
    arch_.picks[id] = static_cast<int8_t>(candidate);
  }

  void read_group(const PartGroup& group) {
    const auto found = json_.find(group.key);
    const auto& parts = group.parts;
    const std::string expected = fmt::format("a list of {} entries", parts.size());
    if (found == json_.end())
      throw error("", "{} is missing; expected {}", group.key,
                  group.is_one ? "an object" : expected);
    if (group.is_one) return read_part(*found, group.key, space_.parts[parts[0]]);
    if (!found->is_array() || found->size() != parts.size())
      throw error(group.key, "expected {}, got {}", expected,
                  found->is_array() ? std::to_string(found->size()) : shown(*found));
    for (size_t i = 0; i < parts.size(); ++i)
      read_part((*found)[i], fmt::format("{}.{}", group.key, i), space_.parts[parts[i]]);
  }

  void read_part(const Json& json, const std::string& path, const Part& part) {
    expect_object(json, path);
    const PartChoices own = choices_of(space_, part);
    check_keys(json, path, keys_of(own));
    read_choice(json, path, own.channels);
    if (!own.per_block) read_choice(json, path, own.depth);
    read_choice(json, path, own.kernel);
    read_choice(json, path, own.expand);
    if (own.per_block) read_blocks(json, path, part, own);
  }

  void read_blocks(const Json& json, const std::string& path, const Part& part,
                   const PartChoices& own) {
    const auto found = json.find("blocks");
    if (found == json.end()) throw error(path, "blocks is missing; expected a list of blocks");
    const std::string list = below(path, "blocks");
    if (!found->is_array()) throw error(list, "expected a list of blocks, got {}", shown(*found));
    set_depth(part, own, static_cast<int>(found->size()), list);
    for (size_t block = 0; block < found->size(); ++block) {
      const Json& entry = (*found)[block];
      const std::string at = fmt::format("{}.{}", list, block);
      const auto ids = block_choices(space_, part, static_cast<int>(block));
      expect_object(entry, at);
      check_keys(entry, at, names_of(ids));
      for (const int id : ids) read_choice(entry, at, id);
    }
  }

  void set_depth(const Part& part, const PartChoices& own, int num_blocks,
                 const std::string& path) {
    const std::vector<int> depths = own.depth >= 0
                                        ? part.depths[scale_of(space_, arch_)]
                                        : std::vector<int>{depth_of(space_, part, arch_)};
    const auto found = std::ranges::find(depths, num_blocks);
    if (found == depths.end())
      throw error(path, "expected {} blocks, got {}", fmt::join(depths, " or "), num_blocks);
    if (own.depth >= 0) arch_.picks[own.depth] = static_cast<int8_t>(found - depths.begin());
  }

  const Space& space_;
  const Json& json_;
  const std::string& source_;
  Arch arch_;
};

}  // namespace

Json to_json(const Space& space, const Arch& arch) {
  return ArchWriter(space, arch).write();
}

Arch arch_from_json(const Space& space, const Json& json, const std::string& source) {
  if (is_published_form(json)) return arch_from_published(space, json, source);
  return ArchReader(space, json, source).read();
}

}  // namespace ofa
