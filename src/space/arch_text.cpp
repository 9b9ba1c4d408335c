#include "space/arch_text.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "core/file.h"
#include "space/arch_json.h"
#include "space/sample.h"

namespace ofa {
namespace {

char letter(ChoiceKind kind) {
  switch (kind) {
    case ChoiceKind::kWidth:
      return 'w';
    case ChoiceKind::kDepth:
      return 'd';
    case ChoiceKind::kKernel:
      return 'k';
    case ChoiceKind::kExpand:
      return 'e';
    case ChoiceKind::kMid:
      return 'm';
    default:
      return '\0';  // told by their place
  }
}

std::vector<int> all_parts(const Space& space) {
  std::vector<int> ids;
  for (const PartGroup& group : groups(space))
    ids.insert(ids.end(), group.parts.begin(), group.parts.end());
  return ids;
}

std::string shortened(const std::string& text) {
  if (text.empty()) return "''";
  return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

std::vector<int> stage_choices(const PartChoices& own) {
  std::vector<int> ids;
  if (own.depth >= 0 && !own.per_block) ids.push_back(own.depth);
  for (const int id : {own.kernel, own.expand})
    if (id >= 0) ids.push_back(id);
  return ids;
}

std::string pick_text(const Space& space, const Arch& arch, int id) {
  const Choice& choice = space.choices[id];
  const std::string label = choice.label(arch.picks[id]);
  const char initial = letter(choice.kind);
  return initial ? initial + label : label;
}

std::string part_text(const Space& space, const Arch& arch, const Part& part) {
  const PartChoices own = choices_of(space, part);
  std::string head = own.channels < 0 ? "" : pick_text(space, arch, own.channels);
  std::string rest;
  for (const int id : stage_choices(own)) rest += pick_text(space, arch, id);
  if (own.per_block)
    for (int block = 0; block < depth_of(space, part, arch); ++block) {
      if (block) rest += ',';
      for (const int id : block_choices(space, part, block)) rest += pick_text(space, arch, id);
    }
  if (!head.empty() && !rest.empty()) head += ':';
  return head + rest;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> pieces(1);
  for (const char c : text) {
    if (c == separator) {
      pieces.emplace_back();
    } else {
      pieces.back() += c;
    }
  }
  return pieces;
}

// A line becomes the JSON that says the same; one reader then checks both.
class TextReader {
 public:
  TextReader(const Space& space, const std::string& text)
      : space_(space), text_(text), pieces_(split(text, '/')) {}

  Json read() {
    const std::vector<int> net = net_choices(space_), parts = all_parts(space_);
    const bool implied = space_.compound_choice >= 0 && pieces_.size() == net.size() + parts.size();
    const size_t expected = net.size() + parts.size() + (implied ? 0 : 1);
    if (pieces_.size() != expected)
      throw error("expected {}{} parts between slashes, as in {}; got {}",
                  pieces_.size() == 1 ? "min, max, random:SEED, a .json file or " : "", expected,
                  to_text(space_, min_arch(space_)), pieces_.size());
    Json json = Json::object();
    if (!implied) json["resolution"] = resolution(pieces_[next_++]);
    for (const int id : net) json[name(space_.choices[id].kind)] = net_pick(id, pieces_[next_++]);
    for (const PartGroup& group : groups(space_))
      for (const int part : group.parts) {
        Json entry = read_part(space_.parts[part], pieces_[next_++]);
        if (group.is_one) {
          json[group.key] = entry;
        } else {
          json[group.key].push_back(entry);
        }
      }
    return json;
  }

 private:
  template <typename... Args>
  Error error(fmt::format_string<Args...> format, Args&&... args) const {
    return Error("arch {}: {}", shortened(text_), fmt::format(format, std::forward<Args>(args)...));
  }

  int resolution(const std::string& piece) const {
    int value = 0;
    const auto [end, code] = std::from_chars(piece.data(), piece.data() + piece.size(), value);
    if (code != std::errc() || end != piece.data() + piece.size())
      throw error("expected a resolution before the first slash, got '{}'", piece);
    return value;
  }

  Json net_pick(int id, const std::string& piece) const {
    const char initial = letter(space_.choices[id].kind);
    if (!initial) return piece;
    if (piece.empty() || piece[0] != initial)
      throw error("expected {} and a number, got '{}'", initial, piece);
    return piece.substr(1);
  }

  Json read_part(const Part& part, const std::string& piece) const {
    const PartChoices own = choices_of(space_, part);
    Json entry = Json::object();
    std::string rest = piece;
    if (own.channels >= 0) {
      const size_t colon = piece.find(':');
      entry["channels"] = piece.substr(0, colon);
      rest = colon == std::string::npos ? "" : piece.substr(colon + 1);
    }
    if (!own.per_block) {
      read_values(rest, entry);
      return entry;
    }
    entry["blocks"] = Json::array();
    if (rest.empty()) return entry;
    for (const std::string& block : split(rest, ',')) {
      Json values = Json::object();
      read_values(block, values);
      entry["blocks"].push_back(values);
    }
    move_stage_choices(own, entry);
    return entry;
  }

  // What all blocks share stands before what the first decides for itself.
  void move_stage_choices(const PartChoices& own, Json& entry) const {
    for (const int id : {own.kernel, own.expand}) {
      const char* key = id < 0 ? "" : name(space_.choices[id].kind);
      Json first = entry["blocks"][0];
      if (!first.contains(key)) continue;
      entry[key] = first[key];
      first.erase(key);
      entry["blocks"][0] = first;
    }
  }

  // "k5e4": letters, each with what follows up to the next.
  void read_values(const std::string& text, Json& entry) const {
    size_t at = 0;
    while (at < text.size()) {
      const ChoiceKind kinds[] = {ChoiceKind::kDepth, ChoiceKind::kKernel, ChoiceKind::kExpand,
                                  ChoiceKind::kMid};
      const auto kind =
          std::ranges::find_if(kinds, [&](ChoiceKind k) { return letter(k) == text[at]; });
      if (kind == std::end(kinds))
        throw error("expected d, k, e or m with a number, got '{}'", text.substr(at));
      size_t end = at + 1;
      while (end < text.size() &&
             (std::isdigit(static_cast<unsigned char>(text[end])) || text[end] == '.'))
        ++end;
      if (entry.contains(name(*kind))) throw error("{} stands twice in '{}'", name(*kind), text);
      entry[name(*kind)] = text.substr(at + 1, end - at - 1);
      at = end;
    }
  }

  const Space& space_;
  const std::string& text_;
  std::vector<std::string> pieces_;
  size_t next_ = 0;
};

}  // namespace

std::string to_text(const Space& space, const Arch& arch) {
  std::string text = std::to_string(arch.resolution);
  for (const int id : net_choices(space)) text.append("/").append(pick_text(space, arch, id));
  for (const int part : all_parts(space))
    text.append("/").append(part_text(space, arch, space.parts[part]));
  return text;
}

Arch arch_from_text(const Space& space, const std::string& text) {
  return arch_from_json(space, TextReader(space, text).read(), "arch " + shortened(text));
}

Arch parse_arch(const Space& space, const std::string& argument) {
  if (argument == "min") return min_arch(space);
  if (argument == "max") return max_arch(space);
  if (argument.starts_with("random:")) {
    uint64_t seed = 0;
    const char *first = argument.data() + 7, *last = argument.data() + argument.size();
    const auto [end, code] = std::from_chars(first, last, seed);
    if (code != std::errc() || end != last)
      throw Error("arch {}: expected random:SEED, a whole number", shortened(argument));
    return random_arch(space, seed);
  }
  if (argument.ends_with(".json"))
    return arch_from_json(space, parse_json(read_file(argument, kMaxJsonBytes), argument),
                          argument);
  return arch_from_text(space, argument);
}

}  // namespace ofa
