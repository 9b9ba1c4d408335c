#include "space/distinct.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "core/error.h"
#include "space/sizes.h"

namespace ofa {
namespace {

using Row = std::vector<int>;

class Checker {
 public:
  explicit Checker(Space& space) : space_(space) {}

  void run() {
    for (int scale = 0; scale < space_.num_scales(); ++scale)
      for (int other = 0; other < scale; ++other) compare_scales(other, scale);
    for (const Choice& choice : space_.choices) {
      if (choice.kind == ChoiceKind::kDepth && choice.part >= 0) compare_depths(choice);
      if (choice.kind == ChoiceKind::kChannels) compare_channels(choice);
      if (choice.kind == ChoiceKind::kExpand && choice.part >= 0) compare_expands(choice);
    }
    for (int part = 0; part < space_.first_head(); ++part) check_ascending_mids(part);
  }

 private:
  template <typename... Args>
  void note(fmt::format_string<Args...> format, Args&&... args) {
    const std::string text = fmt::format(format, std::forward<Args>(args)...) +
                             "; these equal networks are counted as two";
    if (std::ranges::find(space_.notes, text) == space_.notes.end()) space_.notes.push_back(text);
  }

  // Whether this holds between the rows that two scales have, of every part.
  bool all_rows(int a, int b, const std::function<bool(const Row&, const Row&)>& holds) const {
    return std::ranges::all_of(space_.parts, [&](const Part& part) {
      return (part.depths.empty() || holds(part.depths[a], part.depths[b])) &&
             (part.channels.empty() || holds(part.channels[a], part.channels[b]));
    });
  }

  static bool share_a_value(const Row& a, const Row& b) {
    return std::ranges::any_of(a, [&](int value) { return std::ranges::count(b, value) > 0; });
  }

  void compare_scales(int a, int b) {
    check_ascending_widths(a, b);
    if (resolution_of(a) != resolution_of(b) || !all_rows(a, b, share_a_value)) return;
    if (all_rows(a, b, std::equal_to<Row>()))
      throw Error("{}: {} and {} are the same networks; delete one", space_.name, scale_name(a),
                  scale_name(b));
    note("{} and {} hold networks with the same channels", scale_name(a), scale_name(b));
  }

  // Like expand ratios: 1 leaves channels as they are, others round them to multiples of 8.
  void check_ascending_widths(int a, int b) const {
    const int num_widths = static_cast<int>(space_.spec.width.values.size());
    if (a / num_widths != b / num_widths) return;
    for (const Part& part : space_.parts)
      for (size_t i = 0; !part.channels.empty() && i < part.channels[a].size(); ++i)
        if (part.channels[a][i] > part.channels[b][i])
          throw Error("{}: {}: {} makes {} channels, but {} makes {}; leave one out", space_.name,
                      part.name, scale_name(a), part.channels[a][i], scale_name(b),
                      part.channels[b][i]);
  }

  int resolution_of(int scale) const {
    return space_.spec.compound ? compound_of(scale).resolution : 0;
  }

  const Compound& compound_of(int scale) const {
    const size_t num_widths = space_.spec.width.values.size();
    return space_.spec.compound->values[static_cast<size_t>(scale) / num_widths];
  }

  std::string scale_name(int scale) const {
    const auto& widths = space_.spec.width.values;
    std::string text;
    if (space_.num_compounds() > 1) text = "compound " + compound_of(scale).name;
    if (widths.size() == 1) return text;
    const double width = widths[static_cast<size_t>(scale) % widths.size()];
    return fmt::format("{}{}width {}", text, text.empty() ? "" : " with ", width);
  }

  // A number of blocks would not say which of the two.
  void compare_depths(const Choice& choice) const {
    const Part& part = space_.parts[choice.part];
    for (int scale = 0; scale < space_.num_scales(); ++scale)
      for (int i = 1; i < choice.num_candidates(); ++i)
        if (part.depths[scale][i] == part.depths[scale][i - 1])
          throw Error("{}: {}: depth {} and {} are both {} blocks at {}; leave one out",
                      space_.name, part.name, choice.label(i - 1), choice.label(i),
                      part.depths[scale][i], scale_name(scale));
  }

  void compare_channels(const Choice& choice) {
    const Part& part = space_.parts[choice.part];
    for (int scale = 0; scale < space_.num_scales(); ++scale)
      for (int i = 1; i < choice.num_candidates(); ++i)
        if (part.channels[scale][i] == part.channels[scale][i - 1])
          note("{}: channels {} and {} are both {} at {}", part.name, choice.label(i - 1),
               choice.label(i), part.channels[scale][i], scale_name(scale));
  }

  // The first block's mid may follow other channels than those of the blocks after it.
  void compare_expands(const Choice& choice) {
    const Part& part = space_.parts[choice.part];
    const std::set<int64_t> out = possible_channels(space_, choice.part);
    const std::set<int64_t> in = part.stage.block == BlockType::kBottleneck
                                     ? out
                                     : possible_channels(space_, choice.part - 1);
    const bool may_be_one_block =
        std::ranges::any_of(part.depths, [](const Row& depths) { return depths.front() <= 1; });
    for (int i = 1; i < choice.num_candidates(); ++i) {
      const double a = choice.candidates[i - 1], b = choice.candidates[i];
      const int64_t first = equal_mid(part.stage, in, a, b);
      const int64_t later = equal_mid(part.stage, out, a, b);
      const bool equal = choice.block == 0  ? first > 0
                         : choice.block > 0 ? later > 0
                                            : first && (later || may_be_one_block);
      if (equal)
        note("{}: expand {} and {} are the same {} channels for some widths", part.name,
             choice.label(i - 1), choice.label(i), choice.block > 0 ? later : first);
    }
  }

  // 1 leaves 20 channels as they are, but 0.9 of them are rounded up to 24.
  void check_ascending_mids(int id) const {
    const Part& part = space_.parts[id];
    if (part.kind != PartKind::kStage) return;
    std::set<int64_t> channels = possible_channels(space_, id);
    if (part.stage.block != BlockType::kBottleneck)
      channels.merge(possible_channels(space_, id - 1));
    const auto& ratios = part.stage.expand.values;
    for (const int64_t count : channels)
      for (size_t i = 1; i < ratios.size(); ++i) {
        const int64_t a = mid_channels(part.stage, count, count, ratios[i - 1]);
        const int64_t b = mid_channels(part.stage, count, count, ratios[i]);
        if (a > b)
          throw Error("{}: {}: of {} channels expand {} makes {}, but {} makes {}; leave one out",
                      space_.name, part.name, count, ratios[i - 1], a, ratios[i], b);
      }
  }

  // Mid channels that two ratios agree on for some of these channels, or 0.
  static int64_t equal_mid(const StageSpec& stage, const std::set<int64_t>& channels, double a,
                           double b) {
    for (const int64_t count : channels) {
      const int64_t mid = mid_channels(stage, count, count, a);
      if (mid == mid_channels(stage, count, count, b)) return mid;
    }
    return 0;
  }

  Space& space_;
};

}  // namespace

void check_distinct(Space& space) {
  Checker(space).run();
}

}  // namespace ofa
