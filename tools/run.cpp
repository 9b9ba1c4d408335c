#include <ATen/ATen.h>
#include <fmt/format.h>

#include <iostream>

#include "core/error.h"
#include "io/npy.h"
#include "nn/subnet.h"
#include "nn/tensor_io.h"
#include "tools/commands.h"

namespace ofa {
namespace {

constexpr int64_t kBatch = 128;

struct RunOptions {
  std::string subnet, input, out;
};

void run_command(const RunOptions& options) {
  const Subnet subnet = load_subnet(options.subnet);
  const at::Tensor images = read_images(options.input, subnet.plan);
  TensorList logits;
  std::vector<at::Tensor> batches;
  for (const at::Tensor& batch : images.split(kBatch)) batches.push_back(subnet.evaluate(batch));
  logits.add("logits", at::cat(batches));
  write_npy(options.out, logits.views().front());
  std::cout << fmt::format("wrote {}     {} x {} logits\n", options.out, images.size(0),
                           subnet.plan.graph.channels(subnet.plan.graph.output));
}

}  // namespace

void add_run(CLI::App& program) {
  CLI::App* command = program.add_subcommand("run", "What a subnet says of images");
  const auto options = std::make_shared<RunOptions>();
  command->add_option("SUBNET", options->subnet, "A subnet folder")->required();
  command->add_option("--input", options->input, "Images [N, C, H, W] (float32) in a .npy file")
      ->required();
  command->add_option("--out", options->out, "Where to write the logits [N, classes] (.npy)")
      ->required();
  command->footer("Example:\n  ofa run subnet --input images.npy --out logits.npy");
  command->callback([options] { run_command(*options); });
}

}  // namespace ofa
