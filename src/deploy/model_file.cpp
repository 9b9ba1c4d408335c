#include "core/log.h"
#include "deploy/open_network.h"
#include "verify/check_file.h"

namespace ofa {

OpenNetwork open_model_file(const std::string& file, const ClassifierOptions& options) {
  const std::string bytes = read_model_file(file);
  const ModelCard card = read_card(bytes, file);
  if (!card.trained) log_warning("{} has random weights", file);
  std::vector<std::string> wanted;
  if (!options.runtime.empty()) wanted.push_back(options.runtime);
  const Runtime runtime = choose_runtimes(wanted).front();
  const std::shared_ptr<LoadedModel> model = runtime.load(bytes, {.threads = options.threads});
  return {image_sizes(card),
          card.takes_pixels,
          card.data.num_classes(),
          card.resolution,
          [card] { return card.data; },
          [model](std::span<const std::byte> images) { return run_model(*model, images).front(); }};
}

}  // namespace ofa
