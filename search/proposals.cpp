#include "search/proposals.h"

#include <algorithm>

#include "space/vary.h"

namespace ofa {
namespace {

constexpr int kMutants = 30;
constexpr double kProbability = 0.1;

}  // namespace

Proposals::Proposals(const Space& space, const AlgorithmOptions& options)
    : space_(space), options_(options), sampler_(space) {}

bool Proposals::add(const Archive& archive, const Arch& arch) {
  if (archive.contains(arch) || !pending_.insert(arch).second) return false;
  generation_.push_back(arch);
  return true;
}

// A mutant of a mutant and so on gets out of any region that is known.
bool Proposals::add_like(const Archive& archive, Arch arch, Random& random) {
  for (int i = 0; i < kMutants; ++i) {
    if (add(archive, arch)) return true;
    arch = mutate(space_, arch, kProbability, random);
  }
  return add(archive, arch) || add_any(archive);
}

void Proposals::add_seeds(const Archive& archive) {
  for (const Arch& seed : options_.seeds) add(archive, seed);
}

void Proposals::fill(const Archive& archive, Random& random) {
  add_seeds(archive);
  for (const Arch& end : {min_arch(space_), max_arch(space_)})
    if (wants_more()) add(archive, end);
  while (wants_more() && add_like(archive, sampler_.per_choice(random), random)) {
  }
}

std::vector<Arch> Proposals::take() {
  pending_.clear();
  return std::exchange(generation_, {});
}

// Changes of one choice lead from any arch to any other: so if no known one has a new neighbour,
// all are known.
bool Proposals::add_any(const Archive& archive) {
  const std::vector<Candidate>& known = archive.all();
  for (; num_closed_ < known.size(); ++num_closed_)
    if (add_neighbour(archive, known[num_closed_].arch)) return true;
  for (size_t i = 0; i < generation_.size(); ++i)
    if (add_neighbour(archive, Arch(generation_[i]))) return true;
  return false;
}

// An archive may hold archs from outside of a restricted space.
bool Proposals::add_neighbour(const Archive& archive, const Arch& arch) {
  return std::ranges::any_of(neighbours(space_, arch), [&](const Arch& neighbour) {
    return contains(space_, neighbour) && add(archive, neighbour);
  });
}

}  // namespace ofa
