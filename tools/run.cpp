#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "core/error.h"
#include "deploy/classifier.h"
#include "io/npy.h"
#include "runtime/runtimes.h"
#include "space/arch_json.h"
#include "tools/commands.h"
#include "tools/named_flag.h"

namespace ofa {
namespace {

struct RunFlags {
  std::string network, input, out, runtime;
  std::vector<std::string> images;
  int threads = 1;
  bool json = false;
};

std::vector<std::byte> read_array(const Classifier& network, const std::string& file) {
  const NpyFile npy = read_npy(file);
  const DType dtype = network.takes_pixels() ? DType::kU8 : DType::kF32;
  const std::vector<int64_t>& image = network.image_sizes();
  const std::vector<int64_t>& shape = npy.array.shape;
  const bool fits = npy.array.dtype == dtype && shape.size() == 4 && shape[0] > 0 &&
                    std::equal(image.begin(), image.end(), shape.begin() + 1);
  if (!fits)
    throw Error("{}: expected images as {} [N, {}], got {} {}", file, name_of(dtype),
                fmt::join(image, ", "), name_of(npy.array.dtype),
                fmt::format("[{}]", fmt::join(shape, ", ")));
  return {npy.array.bytes.begin(), npy.array.bytes.end()};
}

void run_array(const Classifier& network, const RunFlags& flags) {
  const std::vector<float> logits = network.logits(read_array(network, flags.input));
  const auto count = static_cast<int64_t>(logits.size()) / network.num_classes();
  write_npy(
      flags.out,
      {"logits", DType::kF32, {count, network.num_classes()}, std::as_bytes(std::span(logits))});
  std::cout << fmt::format("wrote {}     {} x {} logits\n", flags.out, count,
                           network.num_classes());
}

void run_images(const Classifier& network, const RunFlags& flags) {
  const std::vector<std::vector<Guess>> guesses = network.classify_all(flags.images);
  Json json{{"format", "ofa-labels/1"}, {"images", Json::array()}};
  for (size_t i = 0; i < flags.images.size(); ++i) {
    std::string line = flags.images[i];
    Json labels = Json::array();
    for (const Guess& guess : guesses[i]) {
      line += fmt::format("   {} {:.1f} %", guess.label, 100 * guess.probability);
      labels.push_back({{"label", guess.label}, {"probability", guess.probability}});
    }
    json["images"].push_back({{"image", flags.images[i]}, {"labels", labels}});
    if (!flags.json) std::cout << line << "\n";
  }
  if (flags.json) std::cout << json.dump(2) << "\n";
}

void run_command(const RunFlags& flags) {
  if (flags.images.empty() == flags.input.empty())
    throw Error(Exit::kUsage, "give image files, or --input and --out with .npy files");
  if (flags.input.empty() != flags.out.empty())
    throw Error(Exit::kUsage, "--input and --out belong together");
  const Classifier network(flags.network, {flags.runtime, flags.threads});
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
  command
      ->add_option("--runtime", flags->runtime,
                   "Of an .onnx file: openvino or onnxruntime (the first that is here)")
      ->type_name(choices(runtimes()));
  command->add_option("--threads", flags->threads, "Of the runtime (1)")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--json", flags->json, "Print JSON");
  command->footer(
      "Examples:\n  ofa run fashion.onnx shoe.png bag.jpg\n"
      "  ofa run subnet --input images.npy --out logits.npy");
  command->callback([flags] { run_command(*flags); });
}

}  // namespace ofa
