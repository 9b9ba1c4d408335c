#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "space/space_spec.h"

namespace ofa {

enum class ChoiceKind { kCompound, kWidth, kDepth, kChannels, kKernel, kExpand, kMid };

const char* name(ChoiceKind kind);  // as YAML and JSON say it

// A decision that a space leaves open. It belongs to the whole net (part -1), to a part, or to one
// block.
struct Choice {
  // A candidate as it was listed. Two of them may stand for one: 24 and 24, or two expand ratios
  // that always give equally many channels.
  struct Setting {
    double value = 0;
    int candidate = 0;
  };

  ChoiceKind kind;
  int part = -1;
  int block = -1;
  std::vector<double> candidates;   // ascending; of compounds: their position in the list
  std::vector<Setting> settings;    // at least as many, ascending
  std::vector<std::string> labels;  // of compounds
  std::vector<int8_t>
      open;  // candidates that may be taken, ascending; all, but in a training phase

  int num_candidates() const { return static_cast<int>(candidates.size()); }
  std::string label(int candidate) const;        // "5", "0.25", "b3"
  std::string labels_text() const;               // "3, 5, 7"
  int find(double value) const;                  // the candidate for a listed value, or -1
  int find_label(std::string_view label) const;  // the same for a text
};

enum class PartKind { kStage, kMaxPool, kHeadConv, kPool, kDropout, kLinear };

// What the space lists one below the other: the stem's entries, the stages, the head's entries.
struct Part {
  PartKind kind = PartKind::kStage;
  std::string name;         // stem, stem.1, stages.0, head.2
  bool has_blocks = false;  // a stage's blocks are numbered; a stem entry is one block by itself
  StageSpec stage;          // of a stage
  HeadConv head_conv;       // of a conv in the head

  // Which choice decides, or -1 where the value is fixed.
  int channels_choice = -1;
  int depth_choice = -1;
  std::vector<int> kernel_choice;  // by block
  std::vector<int> expand_choice;
  std::vector<int> mid_choice;

  std::vector<int> of_block(int block) const {
    return {kernel_choice[block], expand_choice[block], mid_choice[block]};
  }

  std::vector<std::vector<int>> depths;    // [scale][candidate]: number of blocks
  std::vector<std::vector<int>> channels;  // [scale][candidate]: output channels; empty: see below
  int times = 0;  // output channels as a multiple of the input's; 0: as many as those

  int max_depth() const { return static_cast<int>(kernel_choice.size()); }
  bool sets_channels() const { return !channels.empty() || times > 0; }
  std::string block_name(int block) const;
};

// All architectures that one supernet holds. Choices are listed once; whoever samples, counts,
// mutates or encodes walks that list. Restricting a space (a training phase) narrows what its
// choices have open.
struct Space {
  std::string name;
  SpaceSpec spec;
  std::vector<int> resolutions;       // listed, ascending
  std::vector<int> open_resolutions;  // those that may be taken
  std::vector<Part> parts;            // stem, stages, head
  std::vector<Choice> choices;
  std::vector<std::string> notes;  // what a user should know about this space
  int compound_choice = -1;
  int width_choice = -1;

  int num_compounds() const;
  int num_scales() const;  // combinations of compound and width multiplier
  double width_scale(int scale) const;
  double depth_scale(int scale) const;
  int first_stage() const { return static_cast<int>(spec.stem.entries.size()); }
  int first_head() const { return first_stage() + static_cast<int>(spec.stages.size()); }
};

Space make_space(std::string name, const SpaceSpec& spec);

// A name in configs/spaces/ or a file.
Space load_space(const std::string& name_or_file);
std::vector<std::string> space_names();
std::string spaces_folder();

}  // namespace ofa
