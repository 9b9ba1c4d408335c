#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "core/error.h"
#include "core/log.h"
#include "io/folders.h"
#include "io/pth.h"
#include "io/published_weights.h"
#include "nn/published_network.h"
#include "nn/run_folder.h"
#include "nn/tensor_io.h"
#include "space/arch_text.h"
#include "tools/commands.h"

namespace ofa {
namespace {

struct ImportOptions {
  std::string file, space, arch, out;
};

void import_supernet(const ImportOptions& options) {
  const Space space = load_space(options.space);
  if (std::filesystem::exists(options.out))
    throw Error("{} exists; choose another folder, or remove it", options.out);
  const PublishedWeights published =
      map_published_weights(space, read_checkpoint(options.file), options.file);
  Run run{make_model(space, std::nullopt), published.norms, nullptr};
  fill_weights(run.model.weights, published.parameters.all(), options.file);
  save_run(options.out, run);
  log_info("imported {} tensors as a supernet of {}; {} that no arch uses were left out",
           published.parameters.all().size(), space.name, published.num_ignored);
  std::cout << fmt::format(
      "wrote {}     next: ofa extract {} --arch max --norm checkpoint --out SUBNET\n", options.out,
      options.out);
}

void import_network(const ImportOptions& options) {
  const Space space = load_space(options.space);
  const Arch arch = parse_arch(space, options.arch);
  if (std::filesystem::exists(options.out))
    throw Error("{} exists; choose another folder, or remove it", options.out);
  save_subnet(published_network(space, arch, read_checkpoint(options.file), options.file),
              options.out);
  std::cout << fmt::format("wrote {}     {} {}; next: ofa run {} --input x.npy --out y.npy\n",
                           options.out, space.name, to_text(space, arch), options.out);
}

}  // namespace

void add_import(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("import",
                             "Published PyTorch weights: of a supernet into a run folder, or, "
                             "with --arch, of one network into a subnet folder");
  const auto options = std::make_shared<ImportOptions>();
  command
      ->add_option("FILE", options->file,
                   "A checkpoint that torch.save wrote (.pth); no code in it is run")
      ->required();
  command->add_option("--space", options->space, "The space it was trained in")->required();
  command->add_option("--arch", options->arch,
                      "FILE is of this one network by itself: a line like 28/24:k5e4/..., a JSON "
                      "file (published forms too), min, max or random:SEED");
  command->add_option("--out", options->out, "The run (with --arch: subnet) folder to make")
      ->required();
  command->footer(
      "Example:\n  ofa import ofa_mbv3_d234_e346_k357_w1.0.pth --space mobilenet_v3 --out "
      "runs/mobilenet_v3\n  ofa import subnet.pth --space mobilenet_v3 --arch arch.json --out "
      "subnet");
  command->callback(
      [options] { options->arch.empty() ? import_supernet(*options) : import_network(*options); });
}

}  // namespace ofa
