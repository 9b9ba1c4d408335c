#include "deploy/classifier.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/error.h"
#include "data/file_images.h"
#include "data/memory_images.h"
#include "deploy/open_network.h"
#include "io/folders.h"
#include "verify/pictures.h"

namespace ofa {
namespace {

OpenNetwork open_network(const std::string& name, const ClassifierOptions& options) {
  if (!is_subnet(name)) return open_model_file(name, options);
  if (!options.runtime.empty())
    throw Error(Exit::kUsage, "a runtime runs .onnx files; {} is a subnet", name);
  return open_subnet(name);
}

// The logits as probabilities, the likeliest first.
std::vector<Guess> guesses_of(std::span<const float> logits, const std::vector<std::string>& labels,
                              size_t most) {
  const double largest = *std::ranges::max_element(logits);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - largest);
  std::vector<Guess> guesses;
  for (size_t i = 0; i < logits.size(); ++i)
    guesses.push_back({labels[i], std::exp(logits[i] - largest) / sum});
  std::ranges::stable_sort(guesses, std::greater{}, &Guess::probability);
  guesses.resize(std::min(guesses.size(), most));
  return guesses;
}

MemoryImages images_of(const PixelView& view) {
  const auto [pixels, height, width, channels] = view;
  if (height < 1 || width < 1 || (channels != 1 && channels != 3) ||
      pixels.size() != size_t{1} * height * width * channels)
    throw Error(
        "expected the pixels of a grey image or of one with three channels, got {} for {} x {} x "
        "{}",
        pixels.size(), height, width, channels);
  return MemoryImages({{.file = "pixels",
                        .size = {height, width},
                        .channels = channels,
                        .pixels = {pixels.begin(), pixels.end()},
                        .labels = {0}}});
}

}  // namespace

Classifier::Classifier(const std::string& network, const ClassifierOptions& options)
    : name_(network), network_(std::make_unique<OpenNetwork>(open_network(network, options))) {}

Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;
Classifier::~Classifier() = default;

std::vector<Guess> Classifier::classify(const std::string& image, size_t most) const {
  return classify_all({image}, most).front();
}

std::vector<Guess> Classifier::classify_pixels(const PixelView& image, size_t most) const {
  return guesses(images_of(image), most).front();
}

std::vector<std::vector<Guess>> Classifier::classify_all(const std::vector<std::string>& images,
                                                         size_t most) const {
  std::vector<ImageFile> files;
  for (const std::string& image : images) files.push_back({.path = image});
  return guesses(FileImages("", std::move(files)), most);
}

std::vector<std::vector<Guess>> Classifier::guesses(const Images& images, size_t most) const {
  if (images.size() == 0) return {};
  const DatasetInfo info = network_->info();
  const auto classes = static_cast<size_t>(num_classes());
  if (info.classes.size() != classes)
    throw Error("{}: it tells {} classes apart, and carries {} labels", name_, classes,
                info.classes.size());
  const Pictures pictures = read_pictures(images, info, network_->resolution);
  const std::vector<float> all = logits(model_input(pictures, info, takes_pixels()));
  if (all.size() != pictures.count * classes)
    throw Error("{}: gives {} logits for {} images of {} classes", name_, all.size(),
                pictures.count, classes);
  std::vector<std::vector<Guess>> result;
  for (int64_t i = 0; i < pictures.count; ++i)
    result.push_back(guesses_of(std::span(all).subspan(i * classes, classes), info.classes, most));
  return result;
}

std::vector<float> Classifier::logits(std::span<const std::byte> images) const {
  size_t bytes = takes_pixels() ? 1 : sizeof(float);  // of an image
  for (const int64_t size : image_sizes()) bytes *= static_cast<size_t>(size);
  if (images.empty() || images.size() % bytes != 0)
    throw Error("{}: expected images of {} bytes, got {} bytes", name_, bytes, images.size());
  return network_->logits(images);
}

const std::vector<int64_t>& Classifier::image_sizes() const {
  return network_->image;
}
bool Classifier::takes_pixels() const {
  return network_->takes_pixels;
}
int64_t Classifier::num_classes() const {
  return network_->num_classes;
}

}  // namespace ofa
