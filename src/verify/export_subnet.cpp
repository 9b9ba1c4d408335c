#include "verify/export_subnet.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "core/file.h"
#include "export/fold.h"
#include "export/onnx_read.h"
#include "export/onnx_write.h"
#include "nn/tensor_io.h"
#include "space/arch_text.h"
#include "verify/first_difference.h"
#include "verify/network_of.h"
#include "verify/picture_tensor.h"

namespace ofa {
namespace {

constexpr int64_t kBatch = 64;
constexpr int64_t kExamples = 8;
constexpr int64_t kNoiseImages = 64;
constexpr double kFloatTolerance = 1e-4;
constexpr double kFoldTolerance = 1e-3;  // a mistake is larger, and what floats round off is not
// Where two runtimes round one value to neighbouring bytes, all that follows moves: but no further
// than rounding it to bytes did, and never as far as an answer of its own.
constexpr double kLeastByteTolerance = 0.02, kMostByteTolerance = 0.5;
constexpr double kLatencySeconds = 1;

template <typename Logits>
std::vector<float> in_batches(const Pictures& pictures, const DatasetInfo& info,
                              const Logits& logits) {
  const at::NoGradGuard no_grad;
  std::vector<float> all;
  for (int64_t first = 0; first < pictures.count; first += kBatch) {
    const at::Tensor images = tensor_of(pictures.part(first, kBatch), info);
    const std::vector<float> part = to_floats(logits(images));
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

Network folded(const Subnet& subnet, const ExportOptions& options) {
  const Network network = fold(network_of(subnet));
  return options.merge ? merge_parallel(network) : network;
}

class Exporter {
 public:
  Exporter(const Subnet& subnet, const DatasetInfo& info, const Dataset* dataset,
           const ExportOptions& options, const std::filesystem::path& path)
      : subnet_(subnet),
        info_(info),
        dataset_(dataset),
        options_(options),
        path_(path.string()),
        network_(folded(subnet, options)),
        pictures_(dataset ? validation_pictures(*dataset, resolution(), options.images)
                          : noise_pictures(kNoiseImages, resolution(), info.channels, 0)),
        examples_(pictures_.first(kExamples).coarse()),
        expected_(say_own(pictures_)),
        expected_of_examples_(say_own(examples_)) {
    report_.num_ops_before = static_cast<int64_t>(subnet.plan.graph.ops.size());
    report_.num_ops = static_cast<int64_t>(network_.graph.ops.size());
    if (!pictures_.labels.empty()) report_.float_accuracy = accuracy(expected_, pictures_.labels);
  }

  ExportReport run() {
    AtomicFile file(path_);  // refuses what cannot be written before the work begins
    check_folding();
    if (options_.int8) quantize();
    describe();
    const std::string draft = to_onnx(network_, onnx_options());
    for (const Runtime& runtime : options_.runtimes)
      report_.card.latencies.push_back(
          measure_latency(runtime, options_.runtime, draft, kLatencySeconds));
    file.append(to_onnx(network_, onnx_options()));
    prove(read_model_file(file.temporary()));
    report_.file_bytes = std::filesystem::file_size(file.temporary());
    file.commit();
    return std::move(report_);
  }

 private:
  int resolution() const { return subnet_.plan.arch.resolution; }
  double tolerance() const { return byte_tolerance_.value_or(kFloatTolerance); }
  int64_t classes() const { return network_.graph.channels(network_.graph.output); }

  OnnxOptions onnx_options() const {
    OnnxOptions onnx{options_.batch, {}, quantization_, to_metadata(report_.card)};
    if (options_.embed_preprocessing) onnx.pixels = PixelInput{info_.mean, info_.std};
    return onnx;
  }

  std::vector<float> say_own(const Pictures& pictures) const {
    return in_batches(pictures, info_,
                      [&](const at::Tensor& images) { return subnet_.evaluate(images); });
  }
  std::vector<float> say(const FoldedRun& run, const Pictures& pictures) const {
    return in_batches(pictures, info_,
                      [&](const at::Tensor& images) { return run.logits(images); });
  }

  // Block by block against the network as it was trained.
  void check_folding() const {
    const at::NoGradGuard no_grad;
    const at::Tensor images = tensor_of(examples_, info_);
    const Graph& before = subnet_.plan.graph;
    std::vector<ValueId> outputs;
    for (const Block& block : before.blocks) outputs.push_back(before.block_output(block));
    const Values expected =
        evaluate(subnet_.weights, subnet_.plan, images, subnet_.statistics, at::kFloat, outputs);
    const std::vector<at::Tensor> found = FoldedRun(network_).values(images);
    for (const Block& block : network_.graph.blocks) {
      const auto same = std::ranges::find(before.blocks, block.name, &Block::name);
      const at::Tensor& value = expected.at(before.block_output(*same));
      const at::Tensor difference = value - found[network_.graph.block_output(block)];
      if (difference.abs().max().item<double>() >
          kFoldTolerance * std::max(value.abs().max().item<double>(), 1e-30))
        throw Error(Exit::kNo, "folding the norms changes what block {} computes; please report it",
                    block.name);
    }
  }

  // From here on what is expected is what the bytes stand for.
  void quantize() {
    const Pictures pictures =
        dataset_ ? training_pictures(*dataset_, resolution(), options_.range_images)
                 : noise_pictures(kNoiseImages, resolution(), info_.channels, 1);
    QuantizeOptions how{.keep = options_.keep, .loss = {}, .max_loss = {}};
    if (options_.max_loss && report_.float_accuracy) {
      how.max_loss = options_.max_loss;
      how.loss = [&](const FoldedRun& run) {
        return *report_.float_accuracy - accuracy(say(run, pictures_), pictures_.labels);
      };
    }
    QuantizedNetwork quantized = quantize_network(network_, tensor_of(pictures, info_), how);
    network_ = std::move(quantized.network);
    quantization_ = std::move(quantized.quantization);
    report_.layers = std::move(quantized.layers);
    report_.card.quantization =
        FileQuantization{pictures.count, dataset_ ? dataset_->seed() : 1, quantized.kept_in_float};
    const FoldedRun run(network_, *quantization_);
    const std::vector<float> in_float = std::move(expected_);
    const std::vector<float> examples_in_float = std::move(expected_of_examples_);
    expected_ = say(run, pictures_);
    expected_of_examples_ = say(run, examples_);
    report_.rounding = compare(in_float, expected_, classes());
    byte_tolerance_ =
        std::clamp(std::max(report_.rounding->largest,
                            compare(examples_in_float, expected_of_examples_, classes()).largest),
                   kLeastByteTolerance, kMostByteTolerance);
  }

  void describe() {
    ModelCard& card = report_.card;
    card.space = subnet_.space.name;
    card.arch = to_json(subnet_.space, subnet_.plan.arch);
    card.arch_line = to_text(subnet_.space, subnet_.plan.arch);
    card.resolution = resolution();
    card.trained = options_.trained;
    card.takes_pixels = options_.embed_preprocessing;
    card.data = info_;
    if (!pictures_.labels.empty())
      card.accuracy = FileAccuracy{name_of(Split::kValidation), pictures_.count,
                                   accuracy(expected_, pictures_.labels)};
    card.examples = {examples_.count, examples_.pixels, expected_of_examples_, tolerance()};
  }

  void prove(const std::string& bytes) {
    const ModelCard card = read_card(bytes, path_);
    check_onnx(bytes, path_);
    for (const Runtime& runtime : options_.runtimes) {
      const std::unique_ptr<LoadedModel> model = runtime.load(bytes, options_.runtime);
      const RuntimeCheck check = check_model(runtime, *model, card, pictures_, expected_);
      const RuntimeCheck of_examples =
          check_model(runtime, *model, card, examples_, expected_of_examples_);
      for (const RuntimeCheck& each : {check, of_examples})
        if (!each.passed()) throw refusal(runtime, bytes, each);
      if (check.accuracy && options_.max_loss && options_.int8 &&
          *report_.float_accuracy - *check.accuracy > *options_.max_loss)
        throw Error(Exit::kNo,
                    "{}: on {} it loses {:.2f} points of accuracy (--max-loss {:.2f}); keep more "
                    "layers in float (--keep), or allow it; nothing was written",
                    path_, runtime.name, 100 * (*report_.float_accuracy - *check.accuracy),
                    100 * *options_.max_loss);
      report_.checks.push_back(check);
    }
  }

  Error refusal(const Runtime& runtime, const std::string& bytes, const RuntimeCheck& check) const {
    return Error(Exit::kNo,
                 "{}: {} {} says something else: logits differ by {:.1e} of the largest (at most "
                 "{:.1e}){}; nothing was written",
                 path_, runtime.name, runtime.version, check.agreement.largest, tolerance(),
                 where_it_differs(runtime, bytes));
  }

  std::string where_it_differs(const Runtime& runtime, const std::string& bytes) const {
    const Pictures few = pictures_.first(options_.batch.value_or(kExamples));
    const FoldedRun own = quantization_ ? FoldedRun(network_, *quantization_) : FoldedRun(network_);
    try {
      const std::string block =
          first_differing_block(runtime, options_.runtime, bytes, own, tensor_of(few, info_),
                                model_input(few, info_, options_.embed_preprocessing), tolerance());
      return block.empty() ? "" : "; the first block that differs is " + block;
    } catch (const Error&) {
      return "";  // it cannot tell of its blocks; the verdict stands
    }
  }

  const Subnet& subnet_;
  const DatasetInfo& info_;
  const Dataset* dataset_;
  const ExportOptions& options_;
  const std::string path_;
  Network network_;
  std::optional<Quantization> quantization_;
  std::optional<double> byte_tolerance_;
  Pictures pictures_, examples_;
  std::vector<float> expected_, expected_of_examples_;
  ExportReport report_;
};

}  // namespace

ExportReport export_subnet(const Subnet& subnet, const DatasetInfo& info, const Dataset* dataset,
                           const ExportOptions& options, const std::filesystem::path& file) {
  return Exporter(subnet, info, dataset, options, file).run();
}

}  // namespace ofa
