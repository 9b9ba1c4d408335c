#include <ATen/ATen.h>
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <iostream>

#include "core/error.h"
#include "core/log.h"
#include "evaluate/recorded_data.h"
#include "io/folders.h"
#include "io/npy.h"
#include "nn/subnet.h"
#include "nn/tensor_io.h"
#include "runtime/runtimes.h"
#include "tools/commands.h"
#include "verify/check_file.h"
#include "verify/pictures.h"

namespace ofa {
namespace {

constexpr int64_t kBatch = 64;
constexpr int kTop = 3;

struct RunFlags {
  std::string network, input, out, runtime;
  std::vector<std::string> images;
  int threads = 1;
  bool json = false;
};

// A network, wherever it runs: images that lie one behind the other, as it takes them, to logits.
struct Opened {
  std::vector<int64_t> image;  // the sizes of one
  bool takes_pixels = false;
  int64_t num_classes = 0;
  int resolution = 0;
  std::function<DatasetInfo()> info;  // an Error where nobody knows
  std::function<std::vector<float>(std::span<const std::byte>)> logits;
};

Opened open_subnet(const std::string& folder) {
  const auto subnet = std::make_shared<Subnet>(load_subnet(folder));
  const Graph& graph = subnet->plan.graph;
  const Value& input = graph.values[graph.input];
  Opened network{{graph.channels(graph.input), input.height, input.width},
                 false,
                 graph.channels(graph.output),
                 subnet->plan.arch.resolution,
                 [subnet, folder] { return recorded_info(subnet->data, folder); },
                 {}};
  network.logits = [subnet, image = network.image](std::span<const std::byte> bytes) {
    const at::NoGradGuard no_grad;
    const auto count =
        static_cast<int64_t>(bytes.size() / sizeof(float)) / (image[0] * image[1] * image[2]);
    const at::Tensor images = at::from_blob(const_cast<std::byte*>(bytes.data()),
                                            {count, image[0], image[1], image[2]}, at::kFloat)
                                  .clone();
    std::vector<float> all;
    for (const at::Tensor& batch : images.split(kBatch)) {
      const std::vector<float> part = to_floats(subnet->evaluate(batch));
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  };
  return network;
}

Opened open_file(const RunFlags& flags) {
  const std::string bytes = read_model_file(flags.network);
  const ModelCard card = read_card(bytes, flags.network);
  if (!card.trained) log_warning("{} has random weights", flags.network);
  std::vector<std::string> wanted;
  if (!flags.runtime.empty()) wanted.push_back(flags.runtime);
  const Runtime runtime = choose_runtimes(wanted).front();
  const std::shared_ptr<LoadedModel> model = runtime.load(bytes, {.threads = flags.threads});
  return {image_sizes(card),
          card.takes_pixels,
          card.data.num_classes(),
          card.resolution,
          [card] { return card.data; },
          [model](std::span<const std::byte> images) { return run_model(*model, images).front(); }};
}

std::vector<std::byte> read_array(const Opened& network, const std::string& file) {
  const NpyFile npy = read_npy(file);
  const DType dtype = network.takes_pixels ? DType::kU8 : DType::kF32;
  const std::vector<int64_t>& shape = npy.array.shape;
  const bool fits = npy.array.dtype == dtype && shape.size() == 4 && shape[0] > 0 &&
                    std::equal(network.image.begin(), network.image.end(), shape.begin() + 1);
  if (!fits)
    throw Error("{}: expected images as {} [N, {}], got {} {}", file, name_of(dtype),
                fmt::join(network.image, ", "), name_of(npy.array.dtype),
                fmt::format("[{}]", fmt::join(shape, ", ")));
  return {npy.array.bytes.begin(), npy.array.bytes.end()};
}

void run_array(const Opened& network, const RunFlags& flags) {
  const std::vector<float> logits = network.logits(read_array(network, flags.input));
  const auto count = static_cast<int64_t>(logits.size()) / network.num_classes;
  write_npy(
      flags.out,
      {"logits", DType::kF32, {count, network.num_classes}, std::as_bytes(std::span(logits))});
  std::cout << fmt::format("wrote {}     {} x {} logits\n", flags.out, count, network.num_classes);
}

struct Guess {
  std::string label;
  double probability = 0;
};

// The likeliest first; the logits as probabilities.
std::vector<Guess> guesses_of(std::span<const float> logits, const DatasetInfo& info) {
  const double largest = *std::ranges::max_element(logits);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - largest);
  std::vector<Guess> guesses;
  for (size_t i = 0; i < logits.size(); ++i)
    guesses.push_back({info.classes[i], std::exp(logits[i] - largest) / sum});
  std::ranges::stable_sort(guesses, std::greater{}, &Guess::probability);
  guesses.resize(std::min<size_t>(guesses.size(), kTop));
  return guesses;
}

void run_images(const Opened& network, const RunFlags& flags) {
  const DatasetInfo info = network.info();
  if (info.num_classes() != network.num_classes)
    throw Error("{}: it tells {} classes apart, and carries {} labels", flags.network,
                network.num_classes, info.num_classes());
  const Pictures pictures = read_pictures(flags.images, info, network.resolution);
  const std::vector<float> logits =
      network.logits(model_input(pictures, info, network.takes_pixels));
  if (logits.size() != flags.images.size() * network.num_classes)
    throw Error("{}: gives {} logits for {} images of {} classes", flags.network, logits.size(),
                flags.images.size(), network.num_classes);
  Json json = Json::array();
  for (size_t i = 0; i < flags.images.size(); ++i) {
    const auto guesses =
        guesses_of(std::span(logits).subspan(i * network.num_classes, network.num_classes), info);
    std::string line = flags.images[i];
    Json labels = Json::array();
    for (const Guess& guess : guesses) {
      line += fmt::format("   {} {:.1f} %", guess.label, 100 * guess.probability);
      labels.push_back({{"label", guess.label}, {"probability", guess.probability}});
    }
    json.push_back({{"image", flags.images[i]}, {"labels", labels}});
    if (!flags.json) std::cout << line << "\n";
  }
  if (flags.json) std::cout << json.dump(2) << "\n";
}

void run_command(const RunFlags& flags) {
  if (flags.images.empty() == flags.input.empty())
    throw Error(Exit::kUsage, "give image files, or --input and --out with .npy files");
  if (flags.input.empty() != flags.out.empty())
    throw Error(Exit::kUsage, "--input and --out belong together");
  const bool is_folder = is_subnet(flags.network);
  if (is_folder && !flags.runtime.empty())
    throw Error(Exit::kUsage, "--runtime is of .onnx files; {} is a subnet", flags.network);
  const Opened network = is_folder ? open_subnet(flags.network) : open_file(flags);
  if (flags.images.empty()) {
    run_array(network, flags);
  } else {
    run_images(network, flags);
  }
}

}  // namespace

void add_run(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("run", "What a subnet or an exported file says of images");
  const auto flags = std::make_shared<RunFlags>();
  command->add_option("NETWORK", flags->network, "A subnet folder, or an .onnx file of ofa export")
      ->required();
  command->add_option("IMAGE", flags->images, "JPEG or PNG files");
  command->add_option("--input", flags->input,
                      "Images as the network takes them, float32 [N, C, H, W], in a .npy file");
  command->add_option("--out", flags->out,
                      "With --input: where to write the logits [N, classes] (.npy)");
  command->add_option("--runtime", flags->runtime,
                      "Of an .onnx file: openvino or onnxruntime (the first that is here)");
  command->add_option("--threads", flags->threads, "Of the runtime (1)")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer(
      "Examples:\n  ofa run fashion.onnx shoe.png bag.jpg\n"
      "  ofa run subnet --input images.npy --out logits.npy");
  command->callback([flags] { run_command(*flags); });
}

}  // namespace ofa
