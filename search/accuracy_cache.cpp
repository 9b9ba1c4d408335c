#include "search/accuracy_cache.h"

#include "latency/json_lines.h"
#include "space/arch_text.h"

namespace ofa {
namespace {

constexpr int kMostImages = 1'000'000'000;

}  // namespace

AccuracyCache::AccuracyCache(const Space& space, std::filesystem::path file, std::string weights,
                             const AccuracySettings& settings)
    : space_(space), weights_(std::move(weights)), settings_(settings) {
  const uint64_t keep = std::filesystem::exists(file) ? read(file) : 0;
  file_ = std::make_unique<AppendFile>(std::move(file), keep);
}

uint64_t AccuracyCache::read(const std::filesystem::path& file) {
  return read_json_lines(file, [&](const JsonReader& line) {
    if (line.at("weights").text() != weights_ ||
        line.at("images").whole(1, kMostImages) != settings_.images ||
        line.at("calibration").whole(1, kMostImages) != settings_.calibration)
      return;
    const JsonReader halves = line.at("halves");
    const auto parts = halves.items(2);
    if (parts.size() != 2) halves.fail("expected two accuracies");
    MeasuredAccuracy accuracy{line.at("accuracy").number(0, 1),
                              {parts[0].number(0, 1), parts[1].number(0, 1)},
                              line.at("measured_on").whole(1, kMostImages)};
    known_[arch_from_text(space_, line.at("arch").text())] = accuracy;
  });
}

std::optional<MeasuredAccuracy> AccuracyCache::find(const Arch& arch) const {
  const auto found = known_.find(arch);
  if (found == known_.end()) return std::nullopt;
  return found->second;
}

void AccuracyCache::add(const Arch& arch, const MeasuredAccuracy& accuracy) {
  const Json line{{"arch", to_text(space_, arch)},
                  {"accuracy", accuracy.accuracy},
                  {"halves", accuracy.halves},
                  {"measured_on", accuracy.images},
                  {"images", settings_.images},
                  {"calibration", settings_.calibration},
                  {"weights", weights_}};
  file_->append(line.dump() + "\n");
  known_[arch] = accuracy;
}

}  // namespace ofa
