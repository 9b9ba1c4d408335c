#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "core/error.h"
#include "core/log.h"
#include "io/folders.h"
#include "io/pth.h"
#include "io/published_weights.h"
#include "latency/published.h"
#include "latency/table_json.h"
#include "nn/published_network.h"
#include "nn/run_folder.h"
#include "nn/tensor_io.h"
#include "search/predictor_file.h"
#include "search/published_predictor.h"
#include "space/arch_text.h"
#include "tools/commands.h"
#include "tools/latency_text.h"

namespace ofa {
namespace {

struct ImportOptions {
  std::string file, space, arch, out;
};

void import_supernet(const ImportOptions& options, const Checkpoint& checkpoint) {
  const Space space = load_space(options.space);
  if (std::filesystem::exists(options.out))
    throw Error("{} exists; choose another folder, or remove it", options.out);
  const PublishedWeights published = map_published_weights(space, checkpoint, options.file);
  Run run{make_model(space, std::nullopt), published.norms, nullptr};
  fill_weights(run.model.weights, published.parameters.all(), options.file);
  save_run(options.out, run);
  log_info("imported {} tensors as a supernet of {}; {} that no arch uses were left out",
           published.parameters.all().size(), space.name, published.num_ignored);
  std::cout << fmt::format(
      "wrote {}     next: ofa extract {} --arch max --norm checkpoint --out SUBNET\n", options.out,
      options.out);
}

void import_network(const ImportOptions& options, const Checkpoint& checkpoint) {
  const Space space = load_space(options.space);
  const Arch arch = parse_arch(space, options.arch);
  if (std::filesystem::exists(options.out))
    throw Error("{} exists; choose another folder, or remove it", options.out);
  save_subnet(published_network(space, arch, checkpoint, options.file), options.out);
  std::cout << fmt::format("wrote {}     {} {}; next: ofa run {} --input x.npy --out y.npy\n",
                           options.out, space.name, to_text(space, arch), options.out);
}

void import_predictor(const ImportOptions& options, const Checkpoint& checkpoint) {
  const Space space = load_space(options.space);
  save_predictor(published_predictor(space, checkpoint), options.out);
  std::cout << fmt::format(
      "wrote {0}     next: ofa search --space {1} --predictor {0} --table TABLE --max "
      "latency_ms=MS --out DIR\n",
      options.out, options.space);
}

void import_table(const ImportOptions& options) {
  const Table table = read_published_table(load_space(options.space), options.file);
  save_table(table, options.out);
  std::cout << written_table_text(table, options.out, options.space);
}

void import_command(const ImportOptions& options) {
  if (std::filesystem::is_directory(options.file)) {
    if (!options.arch.empty())
      throw Error(Exit::kUsage, "--arch: {} is a folder of latency tables", options.file);
    import_table(options);
    return;
  }
  const Checkpoint checkpoint = read_checkpoint(options.file);
  if (is_published_predictor(checkpoint)) {
    import_predictor(options, checkpoint);
  } else if (options.arch.empty()) {
    import_supernet(options, checkpoint);
  } else {
    import_network(options, checkpoint);
  }
}

}  // namespace

void add_import(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("import",
                             "Published PyTorch weights: of a supernet into a run folder, or, "
                             "with --arch, of one network into a subnet folder; or published "
                             "latency tables into one of ours, or an accuracy predictor");
  const auto options = std::make_shared<ImportOptions>();
  command
      ->add_option(
          "FILE", options->file,
          "A checkpoint that torch.save wrote (.pth); no code in it is run. Or a folder of "
          "RESOLUTION_lookup_table.yaml")
      ->required();
  command->add_option("--space", options->space, "The space it was trained in")
      ->type_name("SPACE")
      ->required();
  command
      ->add_option("--arch", options->arch,
                   "FILE is of this one network by itself: a line like 28/24:k5e4/..., a JSON "
                   "file (published forms too), min, max or random:SEED")
      ->type_name("ARCH");
  command
      ->add_option(
          "--out", options->out,
          "The run (with --arch: subnet) folder to make, or the file of a table or predictor")
      ->required();
  command->footer(
      "Examples:\n  ofa import ofa_mbv3_d234_e346_k357_w1.0.pth --space mobilenet_v3 --out "
      "runs/mobilenet_v3\n  ofa import subnet.pth --space mobilenet_v3 --arch arch.json --out "
      "subnet\n  ofa import note10 --space mobilenet_v3_1.2x --out note10.json\n  ofa import "
      "acc_predictor.pth --space mobilenet_v3_1.2x --out predictor.safetensors");
  command->callback([options] { import_command(*options); });
}

}  // namespace ofa
