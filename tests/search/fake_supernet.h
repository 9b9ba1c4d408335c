#pragma once

#include <functional>
#include <unordered_map>

#include "search/linear_value.h"
#include "search/trained_supernet.h"

namespace ofa {

// A supernet whose accuracies are known: they grow with MACs, the less the more of them there are,
// and each resolution and pick adds something of its own. It counts who was measured how often.
class FakeSupernet : public TrainedSupernet {
 public:
  explicit FakeSupernet(Space space);

  const Space& space() const override { return space_; }
  std::string weights() const override { return "made up"; }
  std::vector<MeasuredAccuracy> measure(std::span<const Arch> archs,
                                        const AccuracySettings& settings) override;
  std::vector<double> measure_on_test(std::span<const Arch> archs) override;
  void extract(const Arch& arch, const std::filesystem::path& folder) override;

  // Accuracies are the truth's; on test images a bit less.
  std::function<double(const Arch&)> truth;
  std::function<void()> before_batch;  // asked first whenever archs are measured
  int fails_after = -1;                // this many archs; -1: never
  bool has_test_images = true;

  std::vector<Arch> measured;  // in their order
  std::unordered_map<Arch, int, ArchHash> times_measured;
  std::vector<Arch> measured_on_test;
  std::vector<AccuracySettings> settings_seen;  // one a batch

 private:
  Space space_;
};

}  // namespace ofa
