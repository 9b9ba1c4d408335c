#include "space/sample.h"

#include <algorithm>

namespace ofa {
namespace {

// From exact counts to shares of the whole; off by less than any number of draws could show.
std::vector<double> cumulative_shares(const std::vector<Natural>& counts) {
  Natural total, sum;
  for (const Natural& count : counts) total += count;
  std::vector<double> shares;
  for (const Natural& count : counts) {
    sum += count;
    shares.push_back(static_cast<double>(sum.to_real() / total.to_real()));
  }
  return shares;
}

size_t draw_from(const std::vector<double>& shares, Random& random) {
  if (shares.size() == 1) return 0;
  const double at = random.uniform();
  size_t i = 0;
  while (i + 1 < shares.size() && at >= shares[i]) ++i;
  return i;
}

int8_t draw_open(const Choice& choice, Random& random) {
  return choice.open.size() == 1 ? choice.open[0] : choice.open[random.below(choice.open.size())];
}

}  // namespace

Sampler::Sampler(const Space& space) : space_(space), net_depth_(net_depth_choice(space)) {
  std::vector<Natural> plan_counts;
  for (const DepthPlan& depth : depth_plans(space)) {
    Plan plan{depth, {}};
    Natural product = 1;
    for (const Part& part : space.parts) {
      std::vector<Natural> counts;
      const bool own = part.depth_choice >= 0 && part.depth_choice != net_depth_;
      if (part.kind == PartKind::kStage)
        for (const int candidate :
             own ? space.choices[part.depth_choice].open : std::vector<int8_t>{0})
          counts.push_back(
              num_block_combinations(space, part, planned_depth(space, part, depth, candidate)));
      Natural sum;
      for (const Natural& count : counts) sum += count;
      if (!counts.empty()) product *= sum;
      plan.depth_shares.push_back(cumulative_shares(counts));
    }
    plans_.push_back(std::move(plan));
    plan_counts.push_back(product);
  }
  plan_shares_ = cumulative_shares(plan_counts);
}

Arch Sampler::uniform(Random& random) const {
  return draw(random, &plans_[draw_from(plan_shares_, random)]);
}

Arch Sampler::per_choice(Random& random) const {
  return draw(random, nullptr);
}

// With a plan, depths are drawn by how many networks have them; without, like everything else.
Arch Sampler::draw(Random& random, const Plan* plan) const {
  Arch arch;
  arch.resolution = resolution(random);
  arch.picks.resize(space_.choices.size());
  for (size_t id = 0; id < space_.choices.size(); ++id) {
    const Choice& choice = space_.choices[id];
    const int own = static_cast<int>(id);
    int8_t& pick = arch.picks[id];
    if (plan && own == space_.compound_choice) {
      pick = static_cast<int8_t>(plan->depth.compound);
    } else if (plan && own == net_depth_) {
      pick = static_cast<int8_t>(plan->depth.net_depth);
    } else if (plan && choice.kind == ChoiceKind::kDepth) {
      pick = choice.open[draw_from(plan->depth_shares[choice.part], random)];
    } else {
      pick = is_active(space_, choice, arch) ? draw_open(choice, random) : kInactive;
    }
  }
  make_canonical(space_, arch);
  return arch;
}

int Sampler::resolution(Random& random) const {
  const auto& open = space_.open_resolutions;
  return open.size() == 1 ? open[0] : open[random.below(open.size())];
}

Arch random_arch(const Space& space, uint64_t seed, uint64_t index) {
  Random random(seed, "random arch", index);
  return Sampler(space).uniform(random);
}

}  // namespace ofa
