#include "space/space.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ofa {

const char* name(ChoiceKind kind) {
  switch (kind) {
    case ChoiceKind::kCompound:
      return "compound";
    case ChoiceKind::kWidth:
      return "width";
    case ChoiceKind::kDepth:
      return "depth";
    case ChoiceKind::kChannels:
      return "channels";
    case ChoiceKind::kKernel:
      return "kernel";
    case ChoiceKind::kExpand:
      return "expand";
    case ChoiceKind::kMid:
      return "mid";
  }
  return "?";
}

std::string Choice::label(int candidate) const {
  return labels.empty() ? fmt::format("{}", candidates[candidate]) : labels[candidate];
}

std::string Choice::labels_text() const {
  std::string text;
  for (int i = 0; i < num_candidates(); ++i) text += (i ? ", " : "") + label(i);
  return text;
}

int Choice::find(double value) const {
  const auto found = std::ranges::find(settings, value, &Setting::value);
  return found == settings.end() ? -1 : found->candidate;
}

int Choice::find_label(std::string_view wanted) const {
  for (int i = 0; i < num_candidates(); ++i)
    if (label(i) == wanted) return i;
  const std::optional<double> value = parse_double(wanted);
  return labels.empty() && value ? find(*value) : -1;
}

std::string Part::block_name(int block) const {
  return has_blocks ? fmt::format("{}.blocks.{}", name, block) : name;
}

int Space::num_compounds() const {
  return spec.compound ? static_cast<int>(spec.compound->values.size()) : 1;
}
int Space::num_scales() const {
  return num_compounds() * static_cast<int>(spec.width.values.size());
}

double Space::width_scale(int scale) const {
  const int num_widths = static_cast<int>(spec.width.values.size());
  const double compound = spec.compound ? spec.compound->values[scale / num_widths].width : 1;
  return compound * spec.width.values[scale % num_widths];
}

double Space::depth_scale(int scale) const {
  return spec.compound
             ? spec.compound->values[scale / static_cast<int>(spec.width.values.size())].depth
             : 1;
}

}  // namespace ofa
