#include "fake_supernet.h"

#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "space/costs.h"

namespace ofa {
namespace {

constexpr double kLessOnTest = 0.01;

LinearValue terms_of(const Space& space) {
  Random random(1, "fake supernet");
  const double scale = 0.03 / std::sqrt(1.0 + static_cast<double>(space.choices.size()));
  LinearValue terms{.constant = 0.65};
  for (size_t i = 0; i < space.resolutions.size(); ++i)
    terms.of_resolution.push_back(scale * random.normal());
  for (const Choice& choice : space.choices) {
    terms.of_choice.emplace_back();
    for (int i = 0; i < choice.num_candidates(); ++i)
      terms.of_choice.back().push_back(scale * random.normal());
  }
  return terms;
}

}  // namespace

FakeSupernet::FakeSupernet(Space space) : space_(std::move(space)) {
  const auto costs = std::make_shared<CostTable>(space_);
  const double most = static_cast<double>((*costs)(max_arch(space_)).macs);
  truth = [this, costs, most, terms = terms_of(space_)](const Arch& arch) {
    const double part = static_cast<double>((*costs)(arch).macs) / most;
    return value(space_, terms, arch) + 0.15 * (1 - std::exp(-4 * part));
  };
}

std::vector<MeasuredAccuracy> FakeSupernet::measure(std::span<const Arch> archs,
                                                    const AccuracySettings& settings) {
  if (before_batch) before_batch();
  settings_seen.push_back(settings);
  std::vector<MeasuredAccuracy> found;
  for (const Arch& arch : archs) {
    if (std::ssize(measured) == fails_after) throw Error(Exit::kInterrupt, "stopped by the test");
    const double accuracy = truth(arch);
    found.push_back({accuracy, {accuracy - 0.001, accuracy + 0.001}, settings.images});
    measured.push_back(arch);
    ++times_measured[arch];
  }
  return found;
}

std::vector<double> FakeSupernet::measure_on_test(std::span<const Arch> archs) {
  std::vector<double> found;
  if (!has_test_images) return found;
  for (const Arch& arch : archs) {
    found.push_back(truth(arch) - kLessOnTest);
    measured_on_test.push_back(arch);
  }
  return found;
}

void FakeSupernet::extract(const Arch&, const std::filesystem::path&) {
  throw Error("a fake supernet has no weights to cut a network out of");
}

}  // namespace ofa
