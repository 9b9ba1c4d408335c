#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "core/error.h"
#include "core/log.h"
#include "io/folders.h"
#include "io/pth.h"
#include "io/published_weights.h"
#include "nn/run_folder.h"
#include "nn/tensor_io.h"
#include "tools/commands.h"

namespace ofa {
namespace {

struct ImportOptions {
  std::string file, space, out;
};

void import(const ImportOptions& options) {
  const Space space = load_space(options.space);
  if (is_run(options.out))
    throw Error("{} exists; choose another folder, or remove it", options.out);
  const PublishedWeights published =
      map_published_weights(space, read_checkpoint(options.file), options.file);
  Run run{space, Weights(lower_supernet(space), {}), published.norms, nullptr};
  fill_weights(run.weights, published.parameters.all(), options.file);
  save_run(options.out, run);
  log_info("imported {} tensors as a supernet of {}; {} that no arch uses were left out",
           published.parameters.all().size(), space.name, published.num_ignored);
  std::cout << fmt::format(
      "wrote {}     next: ofa extract {} --arch max --norm checkpoint --out SUBNET\n", options.out,
      options.out);
}

}  // namespace

void add_import(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("import", "Published PyTorch weights of a supernet into a run folder");
  const auto options = std::make_shared<ImportOptions>();
  command
      ->add_option("FILE", options->file,
                   "A checkpoint that torch.save wrote (.pth); no code in it is run")
      ->required();
  command->add_option("--space", options->space, "The space it was trained in")->required();
  command->add_option("--out", options->out, "The run folder to make")->required();
  command->footer(
      "Example:\n  ofa import ofa_mbv3_d234_e346_k357_w1.0.pth --space mobilenet_v3 --out "
      "runs/mobilenet_v3");
  command->callback([options] { import(*options); });
}

}  // namespace ofa
