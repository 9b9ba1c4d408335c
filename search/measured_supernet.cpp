#include "search/measured_supernet.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "core/checksum.h"
#include "core/error.h"
#include "core/file.h"
#include "core/interrupt.h"
#include "core/progress.h"
#include "evaluate/accuracy.h"
#include "evaluate/extract.h"
#include "evaluate/recorded_data.h"
#include "io/folders.h"
#include "nn/run_folder.h"
#include "search/accuracy_cache.h"

namespace ofa {
namespace {

constexpr uint64_t kMostWeightBytes = 20'000'000'000;
constexpr size_t kAtATime = 8;  // on the same images, which are loaded once for all of them

class RunSupernet : public TrainedSupernet {
 public:
  RunSupernet(std::string folder, int threads)
      : folder_(std::move(folder)),
        run_(load_run(folder_)),
        dataset_(open_recorded(run_.data, folder_, "")) {
    if (threads > 0) at::set_num_threads(threads);
    weights_ =
        checksum(checksum(read_file(weights_file(folder_), kMostWeightBytes)) + run_.data.dump());
  }

  const Space& space() const override { return run_.model.space; }
  std::string weights() const override { return weights_; }

  std::vector<MeasuredAccuracy> measure(std::span<const Arch> archs,
                                        const AccuracySettings& settings) override {
    AccuracyCache cache(space(), std::filesystem::path(folder_) / "accuracies.jsonl", weights_,
                        settings);
    std::vector<Arch> missing;
    for (const Arch& arch : archs)
      if (!cache.find(arch)) missing.push_back(arch);
    std::ranges::stable_sort(missing, {}, &Arch::resolution);  // images are read at one at a time
    measure_missing(missing, settings, cache);
    std::vector<MeasuredAccuracy> found;
    for (const Arch& arch : archs) found.push_back(*cache.find(arch));
    return found;
  }

  std::vector<double> measure_on_test(std::span<const Arch> archs) override {
    if (dataset_.size(Split::kTest) == 0) return {};
    EvaluationOptions options = stoppable();
    options.split = Split::kTest;
    std::vector<double> found;
    for (const Accuracy& accuracy :
         measure_accuracy(run_.model, dataset_, {archs.begin(), archs.end()}, options))
      found.push_back(accuracy.top1);
    return found;
  }

  void extract(const Arch& arch, const std::filesystem::path& folder) override {
    save_subnet(extract_calibrated(run_, arch, dataset_), folder);
  }

 private:
  // A few networks on all images may take minutes.
  EvaluationOptions stoppable() const {
    EvaluationOptions options;
    options.before_batch = [this] {
      if (interrupted())
        throw Error(static_cast<Exit>(128 + interrupt_signal()),
                    "stopped; accuracies measured so far are kept in {}/accuracies.jsonl", folder_);
    };
    return options;
  }

  void measure_missing(const std::vector<Arch>& archs, const AccuracySettings& settings,
                       AccuracyCache& cache) {
    if (archs.empty()) return;
    EvaluationOptions options = stoppable();
    options.images = settings.images;
    options.calibration = settings.calibration;
    Progress progress("accuracy", archs.size());
    for (size_t first = 0; first < archs.size(); first += kAtATime) {
      const size_t end = std::min(first + kAtATime, archs.size());
      const std::vector<Arch> some(archs.begin() + static_cast<int64_t>(first),
                                   archs.begin() + static_cast<int64_t>(end));
      for (const Accuracy& found : measure_accuracy(run_.model, dataset_, some, options)) {
        cache.add(found.arch, {found.top1, found.halves, found.num_images});
        progress.advance();
      }
    }
  }

  std::string folder_;
  Run run_;
  Dataset dataset_;
  std::string weights_;
};

}  // namespace

std::unique_ptr<TrainedSupernet> open_supernet(const std::string& run, int threads) {
  if (!is_run(run)) throw Error("{} is not a run folder", run);
  return std::make_unique<RunSupernet>(run, threads);
}

}  // namespace ofa
