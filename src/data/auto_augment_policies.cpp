#include "data/auto_augment_policies.h"

namespace ofa {
namespace {

using enum ImageOperation;

constexpr PolicyPair kImagenetPairs[] = {
    {{kPosterize, 0.4, 8}, {kRotate, 0.6, 9}}, {{kSolarize, 0.6, 5}, {kAutoContrast, 0.6}},
    {{kEqualize, 0.8}, {kEqualize, 0.6}},      {{kPosterize, 0.6, 7}, {kPosterize, 0.6, 6}},
    {{kEqualize, 0.4}, {kSolarize, 0.2, 4}},   {{kEqualize, 0.4}, {kRotate, 0.8, 8}},
    {{kSolarize, 0.6, 3}, {kEqualize, 0.6}},   {{kPosterize, 0.8, 5}, {kEqualize, 1}},
    {{kRotate, 0.2, 3}, {kSolarize, 0.6, 8}},  {{kEqualize, 0.6}, {kPosterize, 0.4, 6}},
    {{kRotate, 0.8, 8}, {kColor, 0.4, 0}},     {{kRotate, 0.4, 9}, {kEqualize, 0.6}},
    {{kEqualize, 0}, {kEqualize, 0.8}},        {{kInvert, 0.6}, {kEqualize, 1}},
    {{kColor, 0.6, 4}, {kContrast, 1, 8}},     {{kRotate, 0.8, 8}, {kColor, 1, 2}},
    {{kColor, 0.8, 8}, {kSolarize, 0.8, 7}},   {{kSharpness, 0.4, 7}, {kInvert, 0.6}},
    {{kShearX, 0.6, 5}, {kEqualize, 1}},       {{kColor, 0.4, 0}, {kEqualize, 0.6}},
    {{kEqualize, 0.4}, {kSolarize, 0.2, 4}},   {{kSolarize, 0.6, 5}, {kAutoContrast, 0.6}},
    {{kInvert, 0.6}, {kEqualize, 1}},          {{kColor, 0.6, 4}, {kContrast, 1, 8}},
    {{kEqualize, 0.8}, {kEqualize, 0.6}},
};

constexpr PolicyPair kCifar10Pairs[] = {
    {{kInvert, 0.1}, {kContrast, 0.2, 6}},         {{kRotate, 0.7, 2}, {kTranslateX, 0.3, 9}},
    {{kSharpness, 0.8, 1}, {kSharpness, 0.9, 3}},  {{kShearY, 0.5, 8}, {kTranslateY, 0.7, 9}},
    {{kAutoContrast, 0.5}, {kEqualize, 0.9}},      {{kShearY, 0.2, 7}, {kPosterize, 0.3, 7}},
    {{kColor, 0.4, 3}, {kBrightness, 0.6, 7}},     {{kSharpness, 0.3, 9}, {kBrightness, 0.7, 9}},
    {{kEqualize, 0.6}, {kEqualize, 0.5}},          {{kContrast, 0.6, 7}, {kSharpness, 0.6, 5}},
    {{kColor, 0.7, 7}, {kTranslateX, 0.5, 8}},     {{kEqualize, 0.3}, {kAutoContrast, 0.4}},
    {{kTranslateY, 0.4, 3}, {kSharpness, 0.2, 6}}, {{kBrightness, 0.9, 6}, {kColor, 0.2, 8}},
    {{kSolarize, 0.5, 2}, {kInvert, 0}},           {{kEqualize, 0.2}, {kAutoContrast, 0.6}},
    {{kEqualize, 0.2}, {kEqualize, 0.6}},          {{kColor, 0.9, 9}, {kEqualize, 0.6}},
    {{kAutoContrast, 0.8}, {kSolarize, 0.2, 8}},   {{kBrightness, 0.1, 3}, {kColor, 0.7, 0}},
    {{kSolarize, 0.4, 5}, {kAutoContrast, 0.9}},   {{kTranslateY, 0.9, 9}, {kTranslateY, 0.7, 9}},
    {{kAutoContrast, 0.9}, {kSolarize, 0.8, 3}},   {{kEqualize, 0.8}, {kInvert, 0.1}},
    {{kTranslateY, 0.7, 9}, {kAutoContrast, 0.9}},
};

}  // namespace

std::span<const PolicyPair> pairs_of(AutoAugmentPolicy policy) {
  if (policy == AutoAugmentPolicy::kImagenet) return kImagenetPairs;
  return kCifar10Pairs;
}

}  // namespace ofa
