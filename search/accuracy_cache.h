#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <unordered_map>

#include "core/append_file.h"
#include "search/trained_supernet.h"

namespace ofa {

// Accuracies that were measured once, in a file that outlives whoever measured: of one supernet's
// weights, by settings and arch. Lines of other weights or settings stay where they are.
class AccuracyCache {
 public:
  // `weights` names them. An Error where the file is none of this kind; what a killed writer left
  // of its last line is cut off.
  AccuracyCache(const Space& space, std::filesystem::path file, std::string weights,
                const AccuracySettings& settings);

  std::optional<MeasuredAccuracy> find(const Arch& arch) const;
  void add(const Arch& arch, const MeasuredAccuracy& accuracy);
  size_t size() const { return known_.size(); }

 private:
  uint64_t read(const std::filesystem::path& file);

  const Space& space_;
  std::string weights_;
  AccuracySettings settings_;
  std::unordered_map<Arch, MeasuredAccuracy, ArchHash> known_;
  std::unique_ptr<AppendFile> file_;
};

}  // namespace ofa
