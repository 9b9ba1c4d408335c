#include "space/encode.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"

namespace ofa {
namespace {

void append_one_hot(std::vector<float>& code, int size, int at) {
  code.resize(code.size() + size, 0.0f);
  if (at >= 0) code[code.size() - size + at] = 1.0f;
}

// Choices of a kind in the order of the blocks; by position in the list, where two listed values
// may be one.
void append_kind(const Space& space, const Arch& arch, ChoiceKind kind, std::vector<float>& code) {
  for (size_t id = 0; id < space.choices.size(); ++id) {
    const Choice& choice = space.choices[id];
    if (choice.kind != kind) continue;
    const auto setting =
        std::ranges::find(choice.settings, arch.picks[id], &Choice::Setting::candidate);
    const int at =
        setting == choice.settings.end() ? -1 : static_cast<int>(setting - choice.settings.begin());
    append_one_hot(code, static_cast<int>(choice.settings.size()), at);
  }
}

void append_resolution(const Arch& arch, const std::vector<int>& resolutions,
                       std::vector<float>& code) {
  const auto found = std::ranges::find(resolutions, arch.resolution);
  if (found == resolutions.end())
    throw Error("no encoding has resolution {}; expected one of {}", arch.resolution,
                fmt::join(resolutions, ", "));
  append_one_hot(code, static_cast<int>(resolutions.size()),
                 static_cast<int>(found - resolutions.begin()));
}

void append_stem_skip(const Space& space, const Arch& arch, std::vector<float>& code) {
  for (int id = 0; id < space.first_stage(); ++id)
    if (const int choice = space.parts[id].depth_choice; choice >= 0)
      append_one_hot(code, 2, arch.picks[choice]);
}

}  // namespace

int encoding_size(const Space& space) {
  int size = static_cast<int>(space.resolutions.size());
  for (const Choice& choice : space.choices) size += choice.num_candidates();
  return size;
}

std::vector<float> encode(const Space& space, const Arch& arch) {
  std::vector<float> code;
  append_resolution(arch, space.resolutions, code);
  for (size_t id = 0; id < space.choices.size(); ++id)
    append_one_hot(code, space.choices[id].num_candidates(), arch.picks[id]);
  return code;
}

std::vector<float> encode_published(const Space& space, const Arch& arch, PublishedOrder order,
                                    const std::vector<int>& resolutions) {
  std::vector<float> code;
  switch (order) {
    case PublishedOrder::kTutorial: {
      const int slot = (arch.resolution - 112) / 16;
      if (arch.resolution < 112 || slot > 7)
        throw Error("the predictor knows resolutions from 112 to 239, got {}", arch.resolution);
      append_kind(space, arch, ChoiceKind::kKernel, code);
      append_kind(space, arch, ChoiceKind::kExpand, code);
      append_one_hot(code, 8, slot);
      break;
    }
    case PublishedOrder::kNas:
      append_resolution(arch, resolutions, code);
      append_kind(space, arch, ChoiceKind::kKernel, code);
      append_kind(space, arch, ChoiceKind::kExpand, code);
      break;
    case PublishedOrder::kResNet:
      append_resolution(arch, resolutions, code);
      append_stem_skip(space, arch, code);
      append_kind(space, arch, ChoiceKind::kChannels, code);
      append_kind(space, arch, ChoiceKind::kExpand, code);
      break;
  }
  return code;
}

}  // namespace ofa
