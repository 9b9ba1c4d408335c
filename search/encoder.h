#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "search/codes.h"
#include "space/variants.h"

namespace ofa {

// What a predictor reads of an arch: one of the codes of space/encode.h, or our own and the
// logarithm of its million MACs.
enum class Encoding { kOneHot, kOneHotAndMacs, kTutorial, kNas, kResNet };

const char* name(Encoding encoding);  // as files say it
std::optional<Encoding> encoding_named(std::string_view name);

// Finds the ones of many archs' codes.
class Encoder {
 public:
  // kNas and kResNet are given their resolutions; the others know their own. An Error where the
  // code has no place for something that the space leaves open.
  Encoder(const Space& space, Encoding encoding, const std::vector<int>& resolutions = {});

  int width() const { return width_; }

  // Whether the code has a place for the arch's resolution.
  bool covers(const Arch& arch) const { return place_of(arch.resolution) >= 0; }

  // Replaces what stands in codes. Of archs that are open in the space; an Error where one is not
  // covered.
  void encode(std::span<const Arch> archs, Codes& codes) const;

  // Where the one of a candidate or a resolution stands; -1: nowhere.
  int place_of(size_t choice, int candidate) const {
    return places_[choice * num_candidates_ + candidate];
  }
  int place_of(int resolution) const;

 private:
  void find_places(Encoding encoding);
  void check_places(Encoding encoding) const;
  void tabulate_macs();
  void add_ones(const Arch& arch, Codes& codes) const;
  float log_macs(const Arch& arch) const;

  std::shared_ptr<const Space> space_;
  std::vector<int> resolutions_;
  std::vector<int> resolution_places_;
  size_t num_candidates_ = 0;  // of the choice that has most
  std::vector<int> places_;    // [choice, candidate]
  int width_ = 0;
  std::optional<Variants> variants_;  // where MACs are read
  std::vector<double> macs_;          // by the number of a variant
};

}  // namespace ofa
