#pragma once

#include <string>
#include <vector>

#include "config/json.h"
#include "tests/core/temp_folder.h"

namespace ofa {

// What a made-up run is like.
struct MadeRun {
  std::vector<std::string> set;  // what it changes in configs/fashion.yaml, as --set does
  int steps = 1000;
  double largest = 0.91;  // where its accuracies end
  std::string fingerprint = "f0";
  int evaluations = 5;
};

// Runs as `ofa train` leaves them, small and made up, side by side in one folder.
class ComparedFolders {
 public:
  // Returns its folder.
  std::string make(const std::string& name, const MadeRun& run) const;

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  void write(const std::string& name, const std::string& text) const;
  Json description(const std::string& name) const;  // its run.json

 private:
  TempFolder folder_;
};

}  // namespace ofa
