#include "trainers/narrowing.h"

#include <algorithm>

#include "graph/cost.h"
#include "space/lower.h"

namespace ofa {

Narrowing::Narrowing(NarrowableNetwork network)
    : network_(std::move(network)),
      choices_(mid_choices(network_.space)),
      widest_macs_(cost(lower(network_.space, network_.arch)).macs) {}

Arch Narrowing::down_to(int64_t macs, Arch arch, const Scores& scores) {
  for (int64_t now = this->macs(arch); now > macs;) {
    std::optional<Arch> best;
    double least = 0;
    int64_t saves = 0;
    for (const int id : choices_) {
      const std::optional<Arch> next = narrower(space(), arch, id);
      if (!next) continue;
      const Variant& from = variant(id, arch.picks[id]);
      const Variant& to = variant(id, next->picks[id]);
      const double rate = lost(from, to, scores) / static_cast<double>(from.macs - to.macs);
      if (best && rate >= least) continue;
      best = next;
      least = rate;
      saves = from.macs - to.macs;
    }
    if (!best) return arch;
    arch = *best;
    now -= saves;
  }
  return arch;
}

double Narrowing::lost(const Variant& from, const Variant& to, const Scores& scores) const {
  double sum = 0;
  for (const auto& [dim, size] : to.sizes)
    for (int64_t channel = size; channel < from.sizes.at(dim); ++channel)
      sum += scores.at(dim)[static_cast<size_t>(channel)];
  return sum;
}

int64_t Narrowing::macs(const Arch& arch) {
  int64_t total = widest_macs_;
  for (const int id : choices_) total -= widest_macs_ - variant(id, arch.picks[id]).macs;
  return total;
}

std::map<std::string, int64_t> Narrowing::sizes(const Arch& arch) {
  std::map<std::string, int64_t> all;
  for (const int id : choices_) {
    const auto& own = variant(id, arch.picks[id]).sizes;
    all.insert(own.begin(), own.end());
  }
  return all;
}

std::vector<std::string> Narrowing::dims() const {
  std::vector<std::string> names;
  for (const int id : choices_)
    for (const std::string& name : mid_dims(space(), id)) names.push_back(name);
  return names;
}

const Narrowing::Variant& Narrowing::variant(int choice, int8_t pick) {
  const auto [found, is_new] = variants_.try_emplace({choice, pick});
  if (!is_new) return found->second;
  Arch arch = widest();
  arch.picks[choice] = pick;
  const Graph graph = lower(space(), arch);
  found->second.macs = cost(graph).macs;
  for (const std::string& name : mid_dims(space(), choice))
    found->second.sizes[name] = std::ranges::find(graph.dims, name, &Dim::name)->active;
  return found->second;
}

}  // namespace ofa
