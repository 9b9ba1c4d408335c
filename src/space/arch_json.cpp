#include "space/arch_json.h"

#include <algorithm>

#include "config/nearest.h"
#include "core/error.h"
#include "space/published.h"

namespace ofa {
namespace {

constexpr int kLowestResolution = 8, kHighestResolution = 2048;

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
    put_group(json, "stem", 0, space_.first_stage(), !space_.spec.stem.is_list);
    put_group(json, "stages", space_.first_stage(), space_.first_head(), false);
    put_group(json, "head", space_.first_head(), static_cast<int>(space_.parts.size()), true);
    return json;
  }

 private:
  void put(Json& json, int id) const {
    if (id >= 0)
      json[name(space_.choices[id].kind)] = candidate_json(space_.choices[id], arch_.picks[id]);
  }

  void put_group(Json& json, const char* key, int first, int last, bool may_be_one) const {
    const std::vector<int> parts = parts_with_choices(space_, first, last);
    if (parts.empty()) return;
    Json list = Json::array();
    for (const int part : parts) list.push_back(part_json(space_.parts[part]));
    json[key] = may_be_one && list.size() == 1 ? list[0] : list;
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
    std::vector<std::string> keys{"space", "resolution"};
    read_space();
    for (const int id : net_choices(space_)) read_choice(json_, "", id, keys);
    read_resolution();
    read_group("stem", 0, space_.first_stage(), !space_.spec.stem.is_list, keys);
    read_group("stages", space_.first_stage(), space_.first_head(), false, keys);
    read_group("head", space_.first_head(), static_cast<int>(space_.parts.size()), true, keys);
    check_keys(json_, "", keys);
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

  static std::string shown(const Json& value) {
    const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return text.size() > 40 ? text.substr(0, 37) + "..." : text;
  }

  void expect_object(const Json& json, const std::string& path) const {
    if (!json.is_object()) throw error(path, "expected an object, got {}", shown(json));
  }

  void check_keys(const Json& json, const std::string& path,
                  const std::vector<std::string>& known) const {
    for (const auto& [key, value] : json.items())
      if (std::ranges::find(known, key) == known.end())
        throw error(below(path, key), "unknown key{}", did_you_mean(key, known));
  }

  void read_space() const {
    const auto found = json_.find("space");
    if (found != json_.end() && *found != space_.name)
      throw error("space", "this is an arch of {}, not of {}", shown(*found), space_.name);
  }

  void read_resolution() {
    const auto found = json_.find("resolution");
    if (found == json_.end() && space_.compound_choice >= 0) {
      arch_.resolution =
          space_.spec.compound->values[arch_.picks[space_.compound_choice]].resolution;
      return;
    }
    if (found == json_.end() && space_.resolutions.size() == 1) {
      arch_.resolution = space_.resolutions[0];
      return;
    }
    if (found == json_.end()) throw error("", "resolution is missing");
    if (!found->is_number_integer() || *found < kLowestResolution || *found > kHighestResolution)
      throw error("resolution", "expected a whole number from {} to {}, got {}", kLowestResolution,
                  kHighestResolution, shown(*found));
    arch_.resolution = found->get<int>();
  }

  void read_choice(const Json& json, const std::string& path, int id,
                   std::vector<std::string>& keys) {
    if (id < 0) return;
    const Choice& choice = space_.choices[id];
    keys.emplace_back(name(choice.kind));
    const auto found = json.find(name(choice.kind));
    if (found == json.end()) throw error(path, "{} is missing", name(choice.kind));
    int candidate = -1;
    if (found->is_number())
      candidate = choice.labels.empty() ? choice.find(found->get<double>()) : -1;
    if (found->is_string()) candidate = choice.find_label(found->get<std::string>());
    if (candidate < 0)
      throw error(below(path, name(choice.kind)), "expected one of {}, got {}",
                  candidates_text(choice), shown(*found));
    arch_.picks[id] = static_cast<int8_t>(candidate);
  }

  void read_group(const char* key, int first, int last, bool may_be_one,
                  std::vector<std::string>& keys) {
    const std::vector<int> parts = parts_with_choices(space_, first, last);
    if (parts.empty()) return;
    keys.emplace_back(key);
    const auto found = json_.find(key);
    if (found == json_.end()) throw error("", "{} is missing", key);
    if (may_be_one && parts.size() == 1) return read_part(*found, key, space_.parts[parts[0]]);
    if (!found->is_array() || found->size() != parts.size())
      throw error(key, "expected a list of {} entries, got {}", parts.size(),
                  found->is_array() ? std::to_string(found->size()) : shown(*found));
    for (size_t i = 0; i < parts.size(); ++i)
      read_part((*found)[i], fmt::format("{}.{}", key, i), space_.parts[parts[i]]);
  }

  void read_part(const Json& json, const std::string& path, const Part& part) {
    expect_object(json, path);
    const PartChoices own = choices_of(space_, part);
    std::vector<std::string> keys;
    read_choice(json, path, own.channels, keys);
    if (!own.per_block) read_choice(json, path, own.depth, keys);
    read_choice(json, path, own.kernel, keys);
    read_choice(json, path, own.expand, keys);
    if (own.per_block) {
      keys.emplace_back("blocks");
      read_blocks(json, path, part, own);
    }
    check_keys(json, path, keys);
  }

  void read_blocks(const Json& json, const std::string& path, const Part& part,
                   const PartChoices& own) {
    const auto found = json.find("blocks");
    if (found == json.end() || !found->is_array())
      throw error(below(path, "blocks"), "expected a list of blocks");
    set_depth(part, own, static_cast<int>(found->size()), below(path, "blocks"));
    for (size_t block = 0; block < found->size(); ++block) {
      const std::string at = fmt::format("{}.blocks.{}", path, block);
      expect_object((*found)[block], at);
      std::vector<std::string> keys;
      for (const int id : block_choices(space_, part, static_cast<int>(block)))
        read_choice((*found)[block], at, id, keys);
      check_keys((*found)[block], at, keys);
    }
  }

  void set_depth(const Part& part, const PartChoices& own, int num_blocks,
                 const std::string& path) {
    const std::vector<int>& depths = part.depths[scale_of(space_, arch_)];
    if (own.depth >= 0) {
      const auto found = std::ranges::find(depths, num_blocks);
      if (found != depths.end()) {
        arch_.picks[own.depth] = static_cast<int8_t>(found - depths.begin());
        return;
      }
      throw error(path, "expected {} blocks, got {}", fmt::join(depths, " or "), num_blocks);
    }
    if (depth_of(space_, part, arch_) != num_blocks)
      throw error(path, "expected {} blocks, got {}", depth_of(space_, part, arch_), num_blocks);
  }

  static std::string candidates_text(const Choice& choice) {
    std::string text;
    for (int i = 0; i < choice.num_candidates(); ++i) text += (i ? ", " : "") + choice.label(i);
    return text;
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

Json parse_json(const std::string& text, const std::string& source) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw Error("{}: not JSON: byte {}: {}", source, error.byte, error.what());
  }
}

}  // namespace ofa
