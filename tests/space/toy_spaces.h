#pragma once

#include <string>
#include <utility>

namespace ofa {

inline const std::pair<const std::string, std::string> kToySpaces[] = {
    // One depth, one kernel and one expand for the whole net.
    {"per_net", R"(
input: {resolution: [32, 40]}
classes: 10
per_net: [depth, kernel, expand]
stem: {channels: 16, kernel: 3, stride: 2}
stages:
  - {block: mbconv, stride: 2, channels: 24, depth: [1, 2, 3], kernel: [3, 5], expand: [2, 4]}
  - {block: mbconv, stride: 2, channels: [32, 40], depth: [1, 2, 3], kernel: [3, 5], expand: [2, 4]}
head: [pool, linear]
)"},
    // 1.9 and 2 are both 16 of 8 channels, everywhere.
    {"equal_expands", R"(
input: {resolution: 32}
classes: 10
stem: {channels: 8, kernel: 3, stride: 2}
stages:
  - {block: mbconv, stride: 2, channels: 8, depth: [1, 2], kernel: [3, 5], expand: [3, 1.9, 2]}
  - {block: bottleneck, stride: 2, channels: [24, 24, 32], depth: [1, 2], expand: [0.2, 0.25, 0.7]}
head: [pool, linear]
)"},
    {"width_and_channels", R"(
input: {resolution: [32, 48]}
classes: 10
width: [0.5, 1, 1.5]
stem: {channels: 16, kernel: 3, stride: 2}
stages:
  - {block: mbconv, stride: 2, channels: [24, 40], depth: [1, 2], kernel: [3, 5], expand: [1, 2]}
  - {block: separable, stride: 2, channels: [48, 64], depth: [1, 2], kernel: [3, 5]}
head: [{conv: [64, 96]}, pool, dropout, linear]
)"},
    {"conv_kernels", R"(
input: {channels: 1, resolution: [15, 16]}
classes: 10
kernel_transform: true
stem: {channels: 8, kernel: [1, 3, 5]}
stages:
  - {block: conv, stride: 2, channels: [8, 16], depth: [1, 2], kernel: [3, 5, 7], shortcut: projected}
  - {block: separable, channels: 24, depth: [1, 2], kernel: [3, 5]}
  - {block: conv, depth: [0, 2], kernel: [1, 3], shortcut: identity}
head: [{conv: [16, 24], norm: false}, pool, {conv: 2x}, linear]
)"},
    {"stem_list", R"(
input: {resolution: [32, 64]}
classes: 10
stem:
  - {channels: [8, 16], kernel: [3, 5], stride: 2}
  - {depth: [0, 1], kernel: [3, 5], shortcut: identity}
  - max_pool
  - {block: mbconv, channels: [16, 24], kernel: [3, 5], expand: [2, 3]}
stages:
  - {block: mbconv, stride: 2, channels: [16, 24], depth: [1, 2], kernel: [3, 5]}
head: [pool, {conv: 32}, linear]
)"},
    // The deepest of the three has the fewest pixels.
    {"compound_depth", R"(
compound: [b0, {width: 1.2, depth: 1.4, resolution: 64}, {phi: -3}]
width: [0.5, 1]
classes: 10
stem: {channels: 16, kernel: 3, stride: 2}
stages:
  - {block: mbconv, stride: 2, channels: [16, 32], depth: [1, 3], kernel: [3, 5], expand: 3}
  - {block: mbconv, stride: 2, channels: 48, depth: 2, kernel: [3, 5], expand: [2, 4]}
head: [{conv: 64}, pool, linear]
)"},
    // All that adds, and ratios below 1.
    {"shortcuts", R"(
input: {resolution: [31, 32]}
classes: 10
per_stage: [expand]
stem: [{channels: 12, stride: 2}, {depth: [0, 1], shortcut: projected}]
stages:
  - {block: mbconv, channels: [12, 20], depth: [1, 2], kernel: [3, 5], expand: [0.5, 1], shortcut: pooled,
     squeeze_excite: {of: input, reduction: 2, divisor: 1}}
  - {block: bottleneck, stride: 2, channels: [16, 24], depth: [1, 2], expand: [0.5, 1], shortcut: pooled}
  - {block: bottleneck, stride: 3, channels: 32, depth: [2, 3], kernel: [1, 3], expand: [0.9, 1]}
  - {block: conv, channels: [32, 40], depth: [1, 2], shortcut: pooled}
  - {block: mbconv, stride: 2, channels: 20, depth: 2, expand: [0.5, 1, 1.01], shortcut: none}
head: [pool, linear]
)"},
    // Mid channels as they are, beside ratios; every block has its own, though stages share.
    {"mids", R"(
input: {resolution: [31, 32]}
classes: 10
width: [0.5, 1]
per_stage: [kernel, expand]
stem: [{channels: 16, stride: 2}, {block: mbconv, mid: [24, 16]}]
stages:
  - {block: mbconv, stride: 2, channels: [24, 48], depth: [1, 2, 3], kernel: [3, 5], mid: [96, 8, 40, 41],
     squeeze_excite: true}
  - {block: mbconv, depth: [0, 2], mid: 20}
  - {block: bottleneck, stride: 2, channels: [32, 48], depth: [1, 2], mid: [12, 16, 16]}
  - {block: mbconv, channels: 16, depth: [1, 2], kernel: [3, 5], expand: [1, 2]}
head: [pool, linear]
)"},
};

}  // namespace ofa
