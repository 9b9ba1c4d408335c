#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "space/arch.h"

namespace ofa {

// Of one arch, its norms calibrated first.
struct MeasuredAccuracy {
  double accuracy = 0;
  std::array<double, 2> halves{};  // on every second image
  int64_t images = 0;
  bool operator==(const MeasuredAccuracy&) const = default;
};

struct AccuracySettings {
  int64_t images = 5000;  // of validation at most; of the test part all
  int64_t calibration = 1000;
};

// The weights of a run, for those who need no tensors themselves.
class TrainedSupernet {
 public:
  virtual ~TrainedSupernet() = default;

  virtual const Space& space() const = 0;
  virtual std::string weights() const = 0;  // a checksum of them, and of what they are measured on
  virtual std::vector<MeasuredAccuracy> measure(std::span<const Arch> archs,
                                                const AccuracySettings& settings) = 0;
  virtual std::vector<double> measure_on_test(std::span<const Arch> archs) = 0;
  // A subnet folder, calibrated.
  virtual void extract(const Arch& arch, const std::filesystem::path& folder) = 0;
};

// Opens a run folder; null in a build that runs no tensors.
using OpenSupernet =
    std::function<std::unique_ptr<TrainedSupernet>(const std::string& run, int threads)>;

}  // namespace ofa
