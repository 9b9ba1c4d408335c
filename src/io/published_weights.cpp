#include "io/published_weights.h"

#include <algorithm>
#include <memory>

#include "core/error.h"
#include "io/published_match.h"
#include "space/arch_text.h"

namespace ofa {
namespace {

constexpr int64_t kMostClasses = 1'000'000;

const TensorView* find_classifier(const NamedTensors& tensors) {
  for (const TensorView& tensor : tensors.all())
    if (plain_key(tensor.name) == "classifier.linear.weight" && tensor.shape.size() == 2 &&
        tensor.shape[0] >= 1 && tensor.shape[0] <= kMostClasses)
      return &tensor;
  return nullptr;
}

// The space for as many classes as the file has.
Space with_classes_of(const NamedTensors& tensors, Space space) {
  if (const TensorView* classifier = find_classifier(tensors))
    space.spec.classes = static_cast<int>(classifier->shape[0]);
  return space;
}

bool fits(const Space& space, const Arch* arch, const NamedTensors& tensors) {
  return match(WantedTensors(with_classes_of(tensors, space), arch), tensors).fits();
}

// A space that a supernet is of, this or a shipped one, or "".
std::string fitting_space(const Space& own, const NamedTensors& tensors) {
  if (fits(own, nullptr, tensors)) return own.name;
  for (const std::string& name : space_names()) {
    const Space space = load_space(name);
    if (has_published_names(space) && fits(space, nullptr, tensors)) return name;
  }
  return "";
}

// In a supernet every convolution of a block is wrapped once more.
bool is_single_network(const NamedTensors& tensors) {
  return std::ranges::none_of(tensors.all(), [](const TensorView& tensor) {
    return tensor.name.find("blocks.") != std::string::npos &&
           tensor.name.find(".conv.conv.weight") != std::string::npos;
  });
}

std::string likely_cause(const Space& space, const Arch* arch, const NamedTensors& tensors,
                         const PublishedMatch& found) {
  if (found.parameters.empty() && found.misshapen.empty())
    return "no key is one of a published network";
  if (fits(space, arch, tensors)) {
    const TensorView& classifier = *find_classifier(tensors);
    return fmt::format("{} is {}, space {} has {} classes; set classes: {} in a space of your own",
                       classifier.name, shape_text(classifier.shape), space.name,
                       space.spec.classes, classifier.shape[0]);
  }
  const std::string other = fitting_space(space, tensors);
  if (!other.empty()) return fmt::format("it is a supernet of space {}", other);
  if (!arch && is_single_network(tensors))
    return "it looks like one network by itself; give its arch";
  return "";
}

void list(std::string& text, const char* what, const std::vector<std::string>& keys) {
  constexpr size_t kMost = 20;
  for (size_t i = 0; i < std::min(kMost, keys.size()); ++i)
    text += fmt::format("\n  {}: {}", what, keys[i]);
  if (keys.size() > kMost) text += fmt::format("\n  {}: {} more", what, keys.size() - kMost);
}

[[noreturn]] void refuse(const Space& space, const Arch* arch, const NamedTensors& tensors,
                         const PublishedMatch& found, const std::string& file) {
  const std::string of_arch = arch ? fmt::format("arch {} of ", to_text(space, *arch)) : "";
  std::string text = fmt::format(
      "{}: not the weights of {}space {}: {} keys missing, {} extra, {} of another shape", file,
      of_arch, space.name, found.missing.size(), found.extra.size(), found.misshapen.size());
  const std::string cause = likely_cause(space, arch, tensors, found);
  if (!cause.empty()) text += "; " + cause;
  list(text, "missing", found.missing);
  list(text, "extra", found.extra);
  list(text, "of another shape", found.misshapen);
  throw Error("{}", text);
}

PublishedWeights map(const Space& space, const Arch* arch, const Checkpoint& checkpoint,
                     const std::string& file) {
  PublishedMatch found = match(WantedTensors(space, arch), checkpoint.tensors);
  if (!found.fits()) refuse(space, arch, checkpoint.tensors, found, file);
  const auto bytes = std::make_shared<const NamedTensors>(checkpoint.tensors);
  return {.parameters = NamedTensors(file, std::move(found.parameters), bytes),
          .norms = NamedTensors(file, std::move(found.norms), bytes),
          .num_ignored = found.num_ignored};
}

}  // namespace

PublishedWeights map_published_weights(const Space& space, const Checkpoint& checkpoint,
                                       const std::string& file) {
  return map(space, nullptr, checkpoint, file);
}

PublishedWeights map_published_weights(const Space& space, const Arch& arch,
                                       const Checkpoint& checkpoint, const std::string& file) {
  return map(space, &arch, checkpoint, file);
}

}  // namespace ofa
