#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace ofa {

// How far what a runtime says lies from what was expected of it.
struct Agreement {
  int64_t images = 0;
  double largest = 0, mean = 0;  // difference of logits, as parts of the largest expected logit
  double same_top1 = 0;          // part of the images
};

// Logits [N, classes] each.
Agreement compare(std::span<const float> expected, std::span<const float> found, int64_t classes);

// The class of the largest logit, image by image.
std::vector<int64_t> top1(std::span<const float> logits, int64_t classes);

// Part of the labels that were hit.
double accuracy(std::span<const float> logits, const std::vector<int64_t>& labels);

}  // namespace ofa
