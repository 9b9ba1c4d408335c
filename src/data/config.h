#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/amount.h"
#include "config/fields.h"
#include "data/augment.h"

namespace ofa {

enum class OnError { kStop, kSkip };
constexpr auto names_of(OnError) {
  return std::array{std::pair{OnError::kStop, "stop"}, std::pair{OnError::kSkip, "skip"}};
}

// The section `data`. What is null follows from the images; a Dataset's config() has it all.
struct DataConfig {
  std::string source;
  std::optional<Amount> validation;
  int batch = 128;
  std::optional<std::vector<AugmentStep>> augment;
  OnError on_error = OnError::kStop;
  std::optional<int> threads;
  Count memory{256'000'000};
  std::optional<double> resize_ratio;

  static void fields(auto& c, auto& v) {
    v.required(
        "source", c.source, kFilled,
        "fashion-mnist; or a folder: class folders of JPEG and PNG files (alone, or in train/ "
        "and val/), IDX files (MNIST), or CIFAR's binary files; or a file that ofa pack made");
    v.optional("validation", c.validation,
               "training images kept for evaluation; null: 10%, at most 10,000 (or val/, where "
               "there is a test/ too)");
    v.optional("batch", c.batch, range(1, 65536), "images in a batch");
    v.optional("augment", c.augment, "what is done to training images; null: what suits them");
    v.optional("on_error", c.on_error, "at a broken image: stop, or skip it and count");
    v.optional("threads", c.threads, range(1, 256),
               "that load images; null: half of the processors");
    v.optional("memory", c.memory, Rule{.low = 1'000'000},
               "bytes of batches loaded ahead, at most");
    v.optional("resize_ratio", c.resize_ratio, range(0.5, 1),
               "share of the shorter side that evaluation looks at; null: 0.875 of photographs, 1 "
               "of small images");
  }
  bool operator==(const DataConfig&) const = default;
};

}  // namespace ofa
