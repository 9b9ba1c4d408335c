#include "trainers/distill_config.h"

#include <algorithm>

namespace ofa {

bool TeacherShares::contains(std::string_view name) const {
  return std::ranges::find(all, name, &TeacherShare::name) != all.end();
}

TeacherShares Codec<TeacherShares>::read(const Node& node) {
  TeacherShares shares;
  if (node.is_scalar() && !node.text.empty()) shares.all.push_back({node.text, 1});
  if (node.is_map())
    for (const Node& item : node.items) {
      shares.all.push_back({item.key, read_double(item)});
      if (shares.all.back().share <= 0)
        throw item.error("expected a share > 0, got {}", shown(item));
    }
  if (shares.all.empty()) throw node.error("expected {}, got {}", type_name(), shown(node));
  return shares;
}

Node Codec<TeacherShares>::dump(const TeacherShares& shares) {
  if (shares.all.empty()) return {};
  if (shares.all.size() == 1 && shares.all[0].share == 1) return Node::string(shares.all[0].name);
  Node map = Node::map();
  for (const TeacherShare& one : shares.all) map.add(one.name, ofa::dump(one.share));
  return map;
}

void DistillConfig::check(const Node& node) const {
  const bool no_term =
      std::ranges::all_of(terms, [](const DistillTerm& term) { return weight_of(term).is_zero(); });
  if (no_term && labels.is_zero())
    throw node.error_at("terms", "with labels 0 too there is no loss left");
  if (in_place() && teacher.all.size() == 1 && statistics == TeacherNorms::kCalibrated)
    throw node.error_at("statistics", "the widest arch is trained by batch statistics");
  for (size_t i = 0; i < terms.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (terms[i].index() == terms[j].index())
        throw node.error_at("terms", "{} is there twice", name_of(terms[i]));
}

bool DistillConfig::compares_blocks() const {
  return std::ranges::any_of(terms,
                             [](const DistillTerm& term) { return blocks_term(term) != nullptr; });
}

}  // namespace ofa
