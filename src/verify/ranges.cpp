#include "verify/ranges.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <map>

namespace ofa {
namespace {

constexpr int64_t kBatch = 32;
constexpr int64_t kBins = 2048;
constexpr double kRare = 1e-4;  // part of the values that a percentile range leaves out
constexpr double kLevels = 255;

struct Range {
  double low = 0, high = 0;
};

// How often each part of a range was seen.
struct Histogram {
  Range range;
  at::Tensor counts;  // [kBins], in double

  double bin_width() const { return (range.high - range.low) / kBins; }
  double middle(int64_t bin) const {
    return range.low + (static_cast<double>(bin) + 0.5) * bin_width();
  }
};

Range without_rare(const Histogram& histogram) {
  const at::Tensor below = histogram.counts.cumsum(0) / histogram.counts.sum();
  const double* share = below.const_data_ptr<double>();
  int64_t first = 0, last = kBins - 1;
  while (first < last && share[first] < kRare / 2) ++first;
  while (last > first && share[last - 1] > 1 - kRare / 2) --last;
  const Range range{histogram.range.low + static_cast<double>(first) * histogram.bin_width(),
                    histogram.range.low + static_cast<double>(last + 1) * histogram.bin_width()};
  return {std::min(range.low, 0.0), std::max(range.high, 0.0)};
}

// What is outside is cut off, what is inside is rounded.
double squared_error(const Histogram& histogram, const Range& range) {
  const double step = (range.high - range.low) / kLevels;
  const double* counts = histogram.counts.const_data_ptr<double>();
  double sum = 0;
  for (int64_t bin = 0; bin < kBins; ++bin) {
    const double value = histogram.middle(bin);
    const double cut = value - std::clamp(value, range.low, range.high);
    sum += counts[bin] * (cut == 0 ? step * step / 12 : cut * cut);
  }
  return sum;
}

Range least_squares(const Histogram& histogram) {
  Range best = histogram.range;
  double least = std::numeric_limits<double>::infinity();
  for (int percent = 100; percent >= 20; percent -= 2) {
    const double share = percent / 100.0;
    const Range range{std::min(histogram.range.low * share, 0.0),
                      std::max(histogram.range.high * share, 0.0)};
    const double error = squared_error(histogram, range);
    if (error >= least) continue;
    least = error;
    best = range;
  }
  return best;
}

class ScaleFinder {
 public:
  ScaleFinder(const FoldedRun& run, const Quantization& quantization, const at::Tensor& images)
      : run_(run),
        quantization_(quantization),
        batches_(images.split(kBatch)),
        byte_values_(byte_values(run.graph(), quantization)) {}

  std::vector<std::optional<ByteScale>> find() {
    measure_ranges();
    count_values();
    const std::vector<at::Tensor> values = run_.values(batches_.front());
    std::vector<std::optional<ByteScale>> scales(values.size());
    for (const ValueId value : byte_values_) scales[value] = best_scale(value, values);
    for (const Op& op : run_.graph().ops)
      if (keeps_values(op) && scales[op.inputs[0]] && scales[op.output])
        scales[op.output] = scales[op.inputs[0]];
    return scales;
  }

 private:
  void measure_ranges() {
    for (const at::Tensor& batch : batches_) {
      const std::vector<at::Tensor> values = run_.values(batch, byte_values_);
      for (const ValueId value : byte_values_) {
        const auto [low, high] = values[value].aminmax();
        Range& range = histograms_[value].range;
        range.low = std::min(range.low, low.item<double>());
        range.high = std::max(range.high, high.item<double>());
      }
    }
  }

  void count_values() {
    for (const at::Tensor& batch : batches_) {
      const std::vector<at::Tensor> values = run_.values(batch, byte_values_);
      for (const ValueId value : byte_values_) {
        Histogram& histogram = histograms_[value];
        const at::Tensor counts =
            at::histc(values[value], kBins, histogram.range.low, histogram.range.high)
                .to(at::kDouble);
        histogram.counts = histogram.counts.defined() ? histogram.counts + counts : counts;
      }
    }
  }

  ByteScale best_scale(ValueId value, const std::vector<at::Tensor>& values) const {
    const Histogram& histogram = histograms_.at(value);
    ByteScale best;
    double least = std::numeric_limits<double>::infinity();
    for (const Range& range :
         {histogram.range, without_rare(histogram), least_squares(histogram)}) {
      const ByteScale scale = byte_scale(range.low, range.high);
      const double error = error_of_readers(value, scale, values);
      if (error >= least) continue;
      least = error;
      best = scale;
    }
    return best;
  }

  double error_of_readers(ValueId value, const ByteScale& scale,
                          const std::vector<at::Tensor>& values) const {
    double error = 0;
    for (size_t i = 0; i < run_.graph().ops.size(); ++i) {
      const Op& op = run_.graph().ops[i];
      if (!quantization_.reads_bytes[i] || std::ranges::find(op.inputs, value) == op.inputs.end())
        continue;
      std::vector<at::Tensor> inputs;
      for (const ValueId input : op.inputs)
        inputs.push_back(input == value ? as_bytes(values[input], scale) : values[input]);
      const at::Tensor& exact = values[op.output];
      const at::Tensor difference = run_.apply(i, inputs) - exact;
      error += difference.square().sum().item<double>() /
               std::max(exact.square().sum().item<double>(), 1e-30);
    }
    return error;
  }

  const FoldedRun& run_;
  const Quantization& quantization_;
  std::vector<at::Tensor> batches_;
  std::vector<ValueId> byte_values_;
  std::map<ValueId, Histogram> histograms_;
};

}  // namespace

std::vector<std::optional<ByteScale>> find_scales(const FoldedRun& run,
                                                  const Quantization& quantization,
                                                  const at::Tensor& images) {
  const at::NoGradGuard no_grad;
  return ScaleFinder(run, quantization, images).find();
}

}  // namespace ofa
