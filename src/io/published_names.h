#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "space/arch.h"

namespace ofa {

// What published weights call a tensor, in the shortest of several spellings:
// "module.blocks.1.mobile_inverted_conv.point_linear.bn.bn.weight" is
// "blocks.1.conv.point_linear.bn.weight".
std::string plain_key(std::string_view key);

bool has_published_names(const Space& space);

// What they call our parameters: of a supernet, or, without an arch's skipped blocks, of that arch.
// Blocks are numbered through the whole network. An Error for a
// space that has no published names.
class PublishedNames {
 public:
  PublishedNames(const Space& space, const Arch* arch);

  std::string of(const Parameter& parameter) const;

  // Of what no arch reads: AttentiveNAS has a projected shortcut in every block.
  bool is_unused(const std::string& key) const { return unused_.contains(key); }

 private:
  void add_block(const Part& part, const std::string& name, const std::string& published);
  void add_head(const Space& space);

  std::map<std::string, std::string> layers_;  // "stages.0.blocks.0.expand": what it is called
  std::set<std::string> unused_;
};

}  // namespace ofa
