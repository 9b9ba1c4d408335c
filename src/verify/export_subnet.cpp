#include "verify/export_subnet.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "core/file.h"
#include "export/fold.h"
#include "export/onnx_read.h"
#include "export/onnx_write.h"
#include "space/arch_text.h"
#include "verify/first_difference.h"
#include "verify/network_of.h"
#include "verify/pictures.h"

namespace ofa {
namespace {

constexpr int64_t kBatch = 64;
constexpr int64_t kExamples = 8;
constexpr int64_t kNoiseImages = 64;
constexpr uint64_t kMostFileBytes = 2'000'000'000;  // what ONNX allows
constexpr double kFloatTolerance = 1e-4;
// Where two runtimes round one value to neighbouring bytes, all that follows moves: but no further
// than rounding it to bytes did.
constexpr double kLeastByteTolerance = 0.02;
constexpr double kLatencySeconds = 1;

at::Tensor tensor_of(const Pictures& pictures, const DatasetInfo& info) {
  const std::vector<float> planes = normalised_planes(pictures, info);
  return at::from_blob(
             const_cast<float*>(planes.data()),
             {pictures.count, pictures.channels, pictures.resolution, pictures.resolution},
             at::kFloat)
      .clone();
}

template <typename Logits>
std::vector<float> in_batches(const at::Tensor& images, const Logits& logits) {
  const at::NoGradGuard no_grad;
  std::vector<float> all;
  for (const at::Tensor& batch : images.split(kBatch)) {
    const at::Tensor part = logits(batch).to(at::kCPU, at::kFloat).contiguous();
    all.insert(all.end(), part.template const_data_ptr<float>(),
               part.template const_data_ptr<float>() + part.numel());
  }
  return all;
}

Network folded(const Subnet& subnet, const ExportOptions& options) {
  const Network network = fold(network_of(subnet));
  return options.merge ? merge_parallel(network) : network;
}

// The file under a name of its own until it is proven.
class UnprovenFile {
 public:
  explicit UnprovenFile(std::filesystem::path target)
      : target_(std::move(target)), path_(target_.string() + ".unproven") {}
  ~UnprovenFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  void accept() { std::filesystem::rename(path_, target_); }

 private:
  std::filesystem::path target_, path_;
};

class Exporter {
 public:
  Exporter(const Subnet& subnet, const DatasetInfo& info, const Dataset* dataset,
           const ExportOptions& options)
      : subnet_(subnet),
        info_(info),
        dataset_(dataset),
        options_(options),
        network_(folded(subnet, options)),
        pictures_(dataset ? validation_pictures(*dataset, resolution(), options.images)
                          : noise_pictures(kNoiseImages, resolution(), info.channels, 0)),
        images_(tensor_of(pictures_, info)),
        expected_(
            in_batches(images_, [&](const at::Tensor& batch) { return subnet.evaluate(batch); })) {
    report_.num_ops_before = static_cast<int64_t>(subnet.plan.graph.ops.size());
    report_.num_ops = static_cast<int64_t>(network_.graph.ops.size());
    if (!pictures_.labels.empty()) report_.float_accuracy = accuracy(expected_, pictures_.labels);
  }

  ExportReport run(const std::filesystem::path& file) {
    if (options_.int8) quantize();
    describe();
    const std::string draft = to_onnx(network_, onnx_options());
    for (const Runtime& runtime : options_.runtimes)
      report_.card.latencies.push_back(
          measure_latency(runtime, options_.runtime, draft, kLatencySeconds));
    UnprovenFile unproven(file);
    write_file(unproven.path(), to_onnx(network_, onnx_options()));
    prove(read_file(unproven.path(), kMostFileBytes), file.string());
    report_.file_bytes = std::filesystem::file_size(unproven.path());
    unproven.accept();
    return std::move(report_);
  }

 private:
  int resolution() const { return subnet_.plan.arch.resolution; }
  double tolerance() const {
    return report_.rounding ? std::max(kLeastByteTolerance, report_.rounding->largest)
                            : kFloatTolerance;
  }
  int64_t classes() const { return network_.graph.channels(network_.graph.output); }

  OnnxOptions onnx_options() const {
    OnnxOptions onnx{options_.batch, {}, quantization_, to_metadata(report_.card)};
    if (options_.embed_preprocessing) onnx.pixels = PixelInput{info_.mean, info_.std};
    return onnx;
  }

  // From here on what is expected is what the bytes stand for.
  void quantize() {
    const Pictures pictures =
        dataset_ ? training_pictures(*dataset_, resolution(), options_.range_images)
                 : noise_pictures(kNoiseImages, resolution(), info_.channels, 1);
    QuantizeOptions how{.keep = options_.keep.value_or(0), .loss = {}, .max_loss = {}};
    if (!options_.keep && report_.float_accuracy) {
      how.max_loss = options_.max_loss;
      how.loss = [&](const FoldedRun& run) {
        return *report_.float_accuracy - accuracy(logits_of(run), pictures_.labels);
      };
    }
    QuantizedNetwork quantized = quantize_network(network_, tensor_of(pictures, info_), how);
    network_ = std::move(quantized.network);
    quantization_ = std::move(quantized.quantization);
    report_.layers = std::move(quantized.layers);
    report_.card.quantization =
        FileQuantization{pictures.count, dataset_ ? dataset_->seed() : 1, quantized.kept_in_float};
    const std::vector<float> in_float = std::move(expected_);
    expected_ = logits_of(FoldedRun(network_, *quantization_));
    report_.rounding = compare(in_float, expected_, classes());
  }

  std::vector<float> logits_of(const FoldedRun& run) const {
    return in_batches(images_, [&](const at::Tensor& batch) { return run.logits(batch); });
  }

  void describe() {
    ModelCard& card = report_.card;
    card.space = subnet_.space.name;
    card.arch = to_json(subnet_.space, subnet_.plan.arch);
    card.arch_line = to_text(subnet_.space, subnet_.plan.arch);
    card.resolution = resolution();
    card.trained = dataset_ != nullptr || !subnet_.data.is_null();
    card.takes_pixels = options_.embed_preprocessing;
    card.data = info_;
    if (!pictures_.labels.empty())
      card.accuracy = FileAccuracy{name_of(Split::kValidation), pictures_.count,
                                   accuracy(expected_, pictures_.labels)};
    const Pictures first = pictures_.first(kExamples);
    card.examples = {first.count,
                     first.pixels,
                     {expected_.begin(), expected_.begin() + first.count * classes()},
                     tolerance()};
  }

  void prove(const std::string& bytes, const std::string& file) {
    check_onnx(bytes, file);
    read_card(bytes, file);
    const std::vector<std::byte> input =
        model_input(pictures_, info_, options_.embed_preprocessing);
    for (const Runtime& runtime : options_.runtimes) {
      RuntimeCheck check =
          check_file(runtime, options_.runtime, bytes, input, expected_, classes(), tolerance());
      if (!check.passed())
        throw Error(Exit::kNo,
                    "{}: {} {} says something else: logits differ by {:.1e} of the largest (at "
                    "most {:.1e}){}; nothing was written",
                    file, runtime.name, runtime.version, check.agreement.largest, tolerance(),
                    where_it_differs(runtime, bytes));
      if (!pictures_.labels.empty()) check.accuracy = accuracy(check.logits, pictures_.labels);
      report_.checks.push_back(std::move(check));
    }
  }

  std::string where_it_differs(const Runtime& runtime, const std::string& bytes) const {
    const int64_t count = options_.batch.value_or(kExamples);
    const FoldedRun own = quantization_ ? FoldedRun(network_, *quantization_) : FoldedRun(network_);
    const Pictures first = pictures_.first(count);
    const std::string block = first_differing_block(
        runtime, options_.runtime, bytes, own, images_.narrow(0, 0, first.count),
        model_input(first, info_, options_.embed_preprocessing), tolerance());
    return block.empty() ? "" : "; the first block that differs is " + block;
  }

  const Subnet& subnet_;
  const DatasetInfo& info_;
  const Dataset* dataset_;
  const ExportOptions& options_;
  Network network_;
  std::optional<Quantization> quantization_;
  Pictures pictures_;
  at::Tensor images_;
  std::vector<float> expected_;
  ExportReport report_;
};

}  // namespace

ExportReport export_subnet(const Subnet& subnet, const DatasetInfo& info, const Dataset* dataset,
                           const ExportOptions& options, const std::filesystem::path& file) {
  return Exporter(subnet, info, dataset, options).run(file);
}

}  // namespace ofa
