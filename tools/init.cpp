#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"
#include "core/format.h"
#include "data/dataset.h"
#include "space/space.h"
#include "tools/commands.h"

namespace ofa {
namespace {

namespace fs = std::filesystem;

struct InitOptions {
  std::string folder, images;
};

// What suits images of a size.
struct Recipe {
  std::string space, why;
  std::string budget;
  int batch;
  double lr;
};

Recipe recipe_for(const DatasetInfo& info) {
  constexpr int kSmallSide = 40;
  const Size size = info.typical_size;
  if (std::min(size.height, size.width) <= kSmallSide) {
    return {"fashion", "small images, which it takes whole", "20m", 128, 0.15};
  }
  return {"mobilenet_v3", "photographs", "8h", 64, 0.05};
}

// Where pictures are of another kind than the space takes, a space of the user's own, based on it.
std::string fitting_space(const Recipe& recipe, const DatasetInfo& info, const fs::path& folder) {
  if (load_space(recipe.space).spec.input.channels == info.channels) return recipe.space;
  const std::string file = (folder / "space.yaml").string();
  write_file(file,
             fmt::format("# As {0}, for {1} pictures.\nbase: {2}/{0}.yaml\ninput: {{channels: "
                         "{3}}}\n",
                         recipe.space, info.channels == 1 ? "grey" : "colour",
                         fs::absolute(spaces_folder()).lexically_normal().string(), info.channels));
  return file;
}

int fitting_batch(const Recipe& recipe, int64_t num_train) {
  int batch = recipe.batch;
  while (batch > 8 && num_train < 10 * batch) batch /= 2;
  return static_cast<int>(std::min<int64_t>(batch, num_train));
}

// The section `data`, with all that followed from the images written out.
std::string data_section(const DataConfig& config) {
  std::string text = "data:\n";
  const std::string yaml = to_yaml(without_defaults(dump(config)));
  for (size_t begin = 0; begin < yaml.size();) {
    const size_t end = yaml.find('\n', begin);
    text += "  " + yaml.substr(begin, end - begin) + "\n";
    begin = end == yaml.npos ? yaml.size() : end + 1;
  }
  return text;
}

std::string size_text(const DatasetInfo& info) {
  return fmt::format("{} x {} {}", info.typical_size.width, info.typical_size.height,
                     info.channels == 1 ? "grey" : "colour");
}

std::string counts_text(const DatasetInfo& info) {
  return fmt::format("{} to train on, {} for validation, {} for the test",
                     with_thousands(info.num_train), with_thousands(info.num_validation),
                     with_thousands(info.num_test));
}

std::string train_yaml(const DatasetInfo& info, const DataConfig& config, const Recipe& recipe,
                       const std::string& path) {
  const std::string head = fmt::format(
      "# Trains a supernet on {0}: ofa train {1} --out {2}\n"
      "# {3} classes of {4} images: {5}.\n"
      "# mean [{6:.4f}], std [{7:.4f}]\n",
      info.source, path, (fs::path(path).parent_path() / "run").string(), info.num_classes(),
      size_text(info), counts_text(info), fmt::join(info.mean, ", "), fmt::join(info.std, ", "));
  const std::string rest = fmt::format(
      "optimizer: {{name: sgd, lr: {}, momentum: 0.9, weight_decay: 1e-4, clip_norm: 5}}\n"
      "schedule: {{warmup: 5%, decay: cosine}}\n"
      "\n"
      "# One phase that trains everything at once: each step the widest network, which teaches "
      "the\n"
      "# others, a random one and the smallest.\n"
      "phases:\n"
      "  - {{name: all, epochs: 10, sample: [max, random, min], open: all, distill: {{teacher: "
      "max}}}}\n"
      "evaluate: {{every: 1, archs: [min, max, random: 8]}}\n",
      recipe.lr);
  return head +
         fmt::format(
             "\nspace: {}                   # for {}; ofa describe {}\nseed: 0\n"
             "budget: {}                     # training takes so long; delete it to train the "
             "epochs below as written\n"
             "precision: auto\n\n"
             "# ofa config data tells of every key.\n",
             recipe.space, recipe.why, recipe.space, recipe.budget) +
         data_section(config) + "\n" + rest;
}

void init(const InitOptions& options) {
  const fs::path path = fs::path(options.folder) / "train.yaml";
  if (fs::exists(path))
    throw Error("{} exists; choose another folder, or remove it", path.string());
  DataConfig config;
  config.source = options.images;
  const bool is_path = fs::exists(options.images);
  if (is_path) config.source = fs::absolute(options.images).lexically_normal().string();
  const Dataset dataset(config, /*seed=*/0);
  const DatasetInfo& info = dataset.info();
  Recipe recipe = recipe_for(info);
  config = dataset.config();
  config.batch = fitting_batch(recipe, info.num_train);
  config.threads.reset();  // the machine's, not the images'

  std::error_code error;
  fs::create_directories(options.folder, error);
  if (error) throw Error("{}: cannot make the folder: {}", options.folder, error.message());
  recipe.space = fitting_space(recipe, info, fs::absolute(options.folder));
  write_file(path, train_yaml(info, config, recipe, path.string()));
  std::cout << fmt::format(
      "{} classes of {} images: {}\n"
      "mean [{:.4f}], std [{:.4f}]\n"
      "space {}, for {}\n"
      "wrote {}     next: ofa train {} --out {}\n",
      info.num_classes(), size_text(info), counts_text(info), fmt::join(info.mean, ", "),
      fmt::join(info.std, ", "), recipe.space, recipe.why, path.string(), path.string(),
      (fs::path(options.folder) / "run").string());
}

}  // namespace

void add_init(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("init", "Looks at your images and writes a configuration for them");
  const auto options = std::make_shared<InitOptions>();
  command->add_option("DIR", options->folder, "Where to write train.yaml")->required();
  command
      ->add_option(
          "--data", options->images,
          "fashion-mnist; a folder: class folders of JPEG and PNG files, IDX, CIFAR; or a pack")
      ->type_name("fashion-mnist|FOLDER|PACK")
      ->required();
  command->footer("Example:\n  ofa init flowers --data ~/pictures/flowers");
  command->callback([options] { init(*options); });
}

}  // namespace ofa
