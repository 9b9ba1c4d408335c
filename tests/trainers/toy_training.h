#pragma once

#include <filesystem>
#include <fstream>

#include "tests/data/data_testing.h"

namespace ofa {

inline constexpr const char* kToySpace = R"(input: {channels: 1, resolution: [8, 12]}
kernel_transform: true
stem: {channels: 8, kernel: 3, stride: 1, activation: relu}
stages:
  - {block: mbconv, stride: 2, channels: [8, 16], depth: [1, 2, 3], kernel: [3, 5], expand: [1, 2, 3], activation: relu}
  - {block: mbconv, stride: 1, channels: 16, depth: [1, 2, 3], kernel: [3, 5], expand: [1, 2, 3], activation: relu,
     squeeze_excite: true}
head: [{conv: 32, activation: relu}, pool, linear]
)";

// Two phases, of which the second learns from the first, sorts, and has everything open.
inline constexpr const char* kToyPhases = R"(
  - {name: full, steps: 7, sample: [max], open: {resolution: all}}
  - {name: all, steps: 13, sample: [max, random, min], open: all, sort: l1, distill: {teacher: full}}
)";

// All phases as once-for-all (2020) has them.
inline constexpr const char* kPublishedPhases = R"(
  - {name: full, steps: 3, sample: [max], open: {resolution: all}}
  - {name: kernel, steps: 3, open: {resolution: all, kernel: all}, distill: {teacher: full}}
  - {name: depth 1, steps: 2, sample: [random, random], open: {resolution: all, kernel: all, depth: 2},
     distill: {teacher: full}}
  - {name: depth 2, steps: 2, sample: [random, random], open: {resolution: all, kernel: all, depth: all},
     distill: {teacher: full}}
  - {name: width 1, steps: 2, sample: [random, random, random, random], sort: l1, distill: {teacher: full},
     open: {resolution: all, kernel: all, depth: all, expand: 2}}
  - {name: width 2, steps: 2, sample: [random, random, random, random], sort: l1, distill: {teacher: full},
     open: {resolution: all, kernel: all, depth: all, expand: all, channels: all}}
)";

// A training of seconds: images/, space.yaml and train.yaml. Returns the last.
inline std::string write_toy_training(const std::filesystem::path& folder,
                                      const std::string& phases = kToyPhases) {
  write_idx_folder(folder / "images", 200, 30);
  std::ofstream(folder / "space.yaml") << kToySpace;
  const std::filesystem::path config = folder / "train.yaml";
  std::ofstream(config) << "space: " << (folder / "space.yaml").string()
                        << "\ndata: {source: " << (folder / "images").string()
                        << ", validation: 40, batch: 16, augment: [flip, {crop: {padding: 1}}]}\n"
                        << "optimizer: {lr: 0.05, clip_norm: 5}\n"
                        << "evaluate: {every: 0.5, archs: [min, max, random: 3], images: 40, "
                           "calibration: 32}\n"
                        << "checkpoint: {every: 0.05s, keep: 2}\nlog_every: 3\nphases:" << phases;
  return config.string();
}

}  // namespace ofa
