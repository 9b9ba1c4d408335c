#include "search/encoder.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/error.h"
#include "graph/cost.h"
#include "space/encode.h"

namespace ofa {
namespace {

constexpr std::pair<Encoding, const char*> kNames[] = {
    {Encoding::kOneHot, "one-hot"},    {Encoding::kOneHotAndMacs, "one-hot+log-macs"},
    {Encoding::kTutorial, "tutorial"}, {Encoding::kNas, "nas"},
    {Encoding::kResNet, "resnet"},
};

std::vector<int> known_resolutions(const Space& space, Encoding encoding,
                                   const std::vector<int>& given) {
  if (encoding == Encoding::kTutorial) return {112, 128, 144, 160, 176, 192, 208, 224};
  const bool is_ours = encoding == Encoding::kOneHot || encoding == Encoding::kOneHotAndMacs;
  if (!is_ours && given.empty())
    throw Error("a predictor that reads archs in the order {} does not know its resolutions",
                name(encoding));
  return is_ours ? space.resolutions : given;
}

std::vector<float> code_of(const Space& space, Encoding encoding, const Arch& arch,
                           const std::vector<int>& resolutions) {
  switch (encoding) {
    case Encoding::kOneHot:
    case Encoding::kOneHotAndMacs:
      return encode(space, arch);
    case Encoding::kTutorial:
      return encode_published(space, arch, PublishedOrder::kTutorial);
    case Encoding::kNas:
      return encode_published(space, arch, PublishedOrder::kNas, resolutions);
    case Encoding::kResNet:
      return encode_published(space, arch, PublishedOrder::kResNet, resolutions);
  }
  return {};
}

int place_of_one(const std::vector<float>& code) {
  const auto one = std::ranges::find(code, 1.0f);
  return one == code.end() ? -1 : static_cast<int>(one - code.begin());
}

}  // namespace

const char* name(Encoding encoding) {
  return std::ranges::find(kNames, encoding, &std::pair<Encoding, const char*>::first)->second;
}

std::optional<Encoding> encoding_named(std::string_view name) {
  for (const auto& [encoding, text] : kNames)
    if (text == name) return encoding;
  return std::nullopt;
}

Encoder::Encoder(const Space& space, Encoding encoding, const std::vector<int>& resolutions)
    : space_(std::make_shared<const Space>(space)),
      resolutions_(known_resolutions(space, encoding, resolutions)) {
  find_places(encoding);
  check_places(encoding);
  if (encoding != Encoding::kOneHotAndMacs) return;
  ++width_;
  tabulate_macs();
}

// A code is asked what it makes of each resolution and of each candidate by itself.
void Encoder::find_places(Encoding encoding) {
  for (const Choice& choice : space_->choices)
    num_candidates_ = std::max(num_candidates_, choice.candidates.size());
  places_.assign(space_->choices.size() * num_candidates_, -1);
  const std::vector<int8_t> nothing(space_->choices.size(), kInactive);
  for (const int resolution : resolutions_)
    resolution_places_.push_back(
        place_of_one(code_of(*space_, encoding, {resolution, nothing}, resolutions_)));
  Arch arch{resolutions_.front(), nothing};
  const std::vector<float> without = code_of(*space_, encoding, arch, resolutions_);
  width_ = static_cast<int>(without.size());
  for (size_t id = 0; id < space_->choices.size(); ++id) {
    for (int candidate = 0; candidate < space_->choices[id].num_candidates(); ++candidate) {
      arch.picks[id] = static_cast<int8_t>(candidate);
      std::vector<float> code = code_of(*space_, encoding, arch, resolutions_);
      for (size_t i = 0; i < code.size(); ++i) code[i] -= without[i];
      places_[id * num_candidates_ + candidate] = place_of_one(code);
    }
    arch.picks[id] = kInactive;
  }
}

// Depths are seen by what is inactive.
void Encoder::check_places(Encoding encoding) const {
  for (size_t id = 0; id < space_->choices.size(); ++id) {
    const Choice& choice = space_->choices[id];
    if (choice.kind == ChoiceKind::kDepth || choice.open.size() < 2) continue;
    if (place_of(id, choice.open.front()) < 0)
      throw Error("{}: the order {} of a published predictor has no place for {} {}", space_->name,
                  name(encoding), choice.part < 0 ? "the net's" : space_->parts[choice.part].name,
                  name(choice.kind));
  }
}

void Encoder::tabulate_macs() {
  variants_.emplace(*space_);
  macs_.assign(variants_->size(), std::numeric_limits<double>::quiet_NaN());
  for (int64_t number = 0; number < variants_->size(); ++number)
    if (variants_->is_open(number))
      macs_[number] = static_cast<double>(cost(variants_->graph(number)).macs);
}

int Encoder::place_of(int resolution) const {
  const auto found = std::ranges::find(resolutions_, resolution);
  return found == resolutions_.end() ? -1 : resolution_places_[found - resolutions_.begin()];
}

void Encoder::encode(std::span<const Arch> archs, Codes& codes) const {
  codes.width = width_;
  codes.ones.clear();
  codes.ends.clear();
  codes.reals.clear();
  for (const Arch& arch : archs) {
    add_ones(arch, codes);
    if (variants_) codes.reals.push_back(log_macs(arch));
  }
}

void Encoder::add_ones(const Arch& arch, Codes& codes) const {
  const int place = place_of(arch.resolution);
  if (place < 0)
    throw Error("the predictor knows resolutions {}, not {}", fmt::join(resolutions_, ", "),
                arch.resolution);
  if (arch.picks.size() != space_->choices.size())
    throw Error("an arch of another space: {} has {} choices, the arch {}", space_->name,
                space_->choices.size(), arch.picks.size());
  const auto add = [&](int at) {
    if (at >= 0) codes.ones.push_back(at);
  };
  add(place);
  const int* of_choice = places_.data();
  for (const int8_t pick : arch.picks) {
    if (pick != kInactive) add(of_choice[pick]);
    of_choice += num_candidates_;
  }
  codes.ends.push_back(codes.ones.size());
}

float Encoder::log_macs(const Arch& arch) const {
  thread_local std::vector<int64_t> numbers;
  variants_->blocks_of(arch, numbers);
  double macs = 0;
  for (const int64_t number : numbers) macs += macs_[number];
  return static_cast<float>(std::log(macs / 1e6));
}

}  // namespace ofa
